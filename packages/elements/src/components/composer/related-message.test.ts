import type { TimelineItem } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { message, roomId } from '../../testing/snapshots.ts';
import { RelatedMessage } from './related-message.ts';

const shows = (...items: readonly TimelineItem[]) => ({ status: 'ready', atStart: true, atEnd: true, items }) as const;

/** In an element that is in the page, and in a room with message 1. */
function begin() {
  const store = createFakeStore();
  store.show({ type: 'timeline', roomId }, shows(message(1)));
  let changes = 0;
  const host = {
    addController: (controller: { hostConnected?: () => void }) => controller.hostConnected?.(),
    requestUpdate: () => undefined,
  } as unknown as ConstructorParameters<typeof RelatedMessage>[0];
  const related = new RelatedMessage(host, () => void changes++);
  return { store, related, room: store.room(roomId), changes: () => changes };
}

describe('a message that is answered or edited', () => {
  it('is taken from what is shown, and loaded from nowhere', () => {
    const { store, related, room } = begin();
    related.follow(room, undefined, '$1');
    expect(related.item?.key).toBe('m1');
    expect(store.listenerCount({ type: 'focused', roomId, eventId: '$1' })).toBe(0);
  });

  it('is taken from the thread where that is shown', () => {
    const { store, related, room } = begin();
    store.show({ type: 'thread', roomId, threadId: '$1' }, shows(message(1), message(7)));
    related.follow(room, '$1', '$7');
    expect(related.item?.key).toBe('m7');
  });

  it('is loaded from around it where it is not shown, and tells when it is here', () => {
    const { store, related, room, changes } = begin();
    related.follow(room, undefined, '$9');
    expect(related.item).toBeUndefined();
    const before = changes();
    store.show({ type: 'focused', roomId, eventId: '$9' }, shows(message(8), message(9)));
    expect(related.item?.key).toBe('m9');
    expect(changes()).toBe(before + 1);
  });

  it('that has no event id yet is known by its key, for which no server is asked', () => {
    const { store, related, room } = begin();
    related.follow(room, undefined, 'm2');
    expect(related.item).toBeUndefined();
    store.show({ type: 'timeline', roomId }, shows(message(1), message(2)));
    expect(related.item?.key).toBe('m2');
    expect(store.listenerCount({ type: 'focused', roomId, eventId: 'm2' })).toBe(0);
  });

  it('is not listened to when it is forgotten', () => {
    const { store, related, room } = begin();
    related.follow(room, undefined, '$1');
    related.forget();
    expect(related.item).toBeUndefined();
    expect(store.listenerCount({ type: 'timeline', roomId })).toBe(0);
  });
});
