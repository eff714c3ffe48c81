/** Rows with whatever a store may let through: texts of any characters and lengths, numbers at their ends. */
import type { Reaction, Sender, StateChange, TimelineItem } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileMarkup } from '../../../../core/src/sync/testing/hostile-markup.ts';
import { alwaysSoon, hostileText } from '../../../../core/src/sync/testing/hostile-json.ts';
import { findAll, settled, show } from '../../testing/page.ts';
import { anna, loggedIn, message, roomId, settings } from '../../testing/snapshots.ts';
import './timeline.define.ts';
import { BmTimeline } from './timeline.ts';

const topic = { type: 'timeline', roomId } as const;
const line = hostileText.map((text) => text.slice(0, 300));
const people: Arbitrary<Sender> = line.map((displayName) => ({ userId: `@${displayName}:evil.example`, displayName }));
const time = fc.constantFrom(0, 1_772_366_400_000, 8.64e15, 8.64e15 + 1, Number.MAX_SAFE_INTEGER);
const reactions: Arbitrary<readonly Reaction[]> = fc.array(
  fc.tuple(line, line, fc.constantFrom(1, 20_000)).map(([key, name, count]) => ({
    key: key.slice(0, 64),
    count,
    own: false,
    names: [name],
  })),
  { maxLength: 20 },
);
const changes: Arbitrary<StateChange> = fc.oneof(
  fc.tuple(people, line).map(([target, previous]): StateChange => ({ type: 'displayName', target, previous })),
  line.map((name): StateChange => ({ type: 'name', name })),
  hostileText.map((topic): StateChange => ({ type: 'topic', topic: topic.slice(0, 1_024) })),
  fc
    .tuple(people, time)
    .map(([target, powerLevel]): StateChange => ({ type: 'roles', changes: [{ target, powerLevel }] })),
);

type Message = Extract<TimelineItem, { kind: 'message' }>;
const contents: Arbitrary<Message['content']> = fc.oneof(
  hostileText.map((body): Message['content'] => ({ msgtype: 'm.text', body })),
  hostileMarkup.map((formattedBody): Message['content'] => ({ msgtype: 'm.text', body: 'plain', formattedBody })),
  hostileText.map((body): Message['content'] => ({ msgtype: 'm.emote', body })),
  fc.tuple(hostileText, line).map(([body, filename]): Message['content'] => ({
    msgtype: 'm.file',
    body,
    filename,
    captioned: true,
    file: { mediaId: 'x', mimetype: 'text/html', sizeBytes: Number.MAX_SAFE_INTEGER },
  })),
  fc.tuple(hostileText, time).map(([body, durationMs]): Message['content'] => ({
    msgtype: 'm.audio',
    body,
    filename: 'a.ogg',
    captioned: false,
    file: { mediaId: 'x', durationMs, sizeBytes: 0 },
    voice: { waveform: [0, 1, 0.5] },
  })),
  line.map((body): Message['content'] => ({
    msgtype: 'm.location',
    body,
    geoUri: 'geo:90,-180',
    latitude: 90,
    longitude: -180,
  })),
  fc.tuple(line, fc.array(line, { maxLength: 20 }), time).map(([body, texts, votes]): Message['content'] => ({
    msgtype: 'm.poll',
    body,
    kind: 'disclosed',
    maxSelections: 1,
    voterCount: votes,
    ended: false,
    answers: texts.map((text, at) => ({ id: `${at}${text}`, text, votes, own: false })),
  })),
);

/** A row of any kind. Its key is a text without spaces, as ids and transaction ids are. */
const row: Arbitrary<TimelineItem> = fc
  .record({
    sender: people,
    originServerTs: time,
    change: changes,
    content: contents,
    reactions,
    quoted: hostileText,
    own: fc.boolean(),
    kind: fc.constantFrom('message', 'message', 'message', 'state', 'unsupported', 'redacted'),
  })
  .map(({ sender, originServerTs, change, content, reactions: some, quoted, own, kind }): TimelineItem => {
    const identity = { key: '', version: 1, eventId: '$hostile', sender, own, originServerTs };
    const replyTo = {
      status: 'ready',
      eventId: '$x',
      sender,
      preview: { kind: 'message', msgtype: 'm.text', body: quoted.slice(0, 200) },
    } as const;
    if (kind === 'state') return { ...identity, kind, change };
    if (kind === 'unsupported') return { ...identity, kind, eventType: 'm.room.message', body: quoted };
    if (kind === 'redacted') return { ...identity, kind, by: sender };
    return {
      ...identity,
      kind: 'message',
      content,
      send: { status: 'sent' },
      protection: 'encrypted',
      edited: true,
      replyTo,
      ...(some.length > 0 && { reactions: some }),
      readBy: [sender],
      readByCount: Number.MAX_SAFE_INTEGER,
      thread: {
        count: Number.MAX_SAFE_INTEGER,
        unreadCount: 1,
        highlightCount: 1,
        latest: { sender, preview: replyTo.preview, originServerTs },
      },
    };
  });

const before = message(1, { body: 'ORIGINAL' });
const after = message(900, { body: 'SENTINEL', sender: anna });
const boxOf = (key: string): string => {
  const found = findAll('li').find((each) => each.dataset['key'] === key);
  const { width, height } = found?.querySelector('.bubble')?.getBoundingClientRect() ?? { width: 0, height: 0 };
  return `${found?.querySelector('.text')?.textContent?.trim()} ${Math.round(width)}x${Math.round(height)}`;
};

describe('rows with hostile texts', () => {
  it('leave the rows around them as they are, in a list that stays as wide as it is', async () => {
    const store = createFakeStore({ session: loggedIn() });
    const element = new BmTimeline();
    element.store = store;
    element.roomId = roomId;
    const timeline = { status: 'ready', atStart: true, atEnd: true } as const;
    const between = (rows: readonly TimelineItem[]): TimelineItem[] => [before, ...rows, after];
    store.show({ type: 'settings', roomId }, settings());
    store.show(topic, { ...timeline, items: between([message(2, { sender: { userId: '@x:y', displayName: 'X' } })]) });
    await show(element, { block: '500px' });
    const boxes = [boxOf('m1'), boxOf('m900')];
    expect(boxes).toEqual([expect.stringContaining('ORIGINAL'), expect.stringContaining('SENTINEL')]);
    const errors: string[] = [];
    const note = (event: ErrorEvent | PromiseRejectionEvent): void =>
      void errors.push(String('reason' in event ? event.reason : event.message));
    window.addEventListener('error', note);
    window.addEventListener('unhandledrejection', note);
    let made = 0;
    await alwaysSoon(
      fc.array(row, { minLength: 1, maxLength: 5 }),
      async (drawn) => {
        const rows = drawn.map((item): TimelineItem => ({ ...item, key: `hostile-${++made}` }));
        store.show(topic, { ...timeline, items: between(rows) });
        await settled();
        expect([boxOf('m1'), boxOf('m900')]).toEqual(boxes);
        expect(findAll('li[data-key^="hostile-"]').length).toBe(rows.length);
        const [scroller] = findAll('.scroller');
        expect(scroller!.scrollWidth).toBeLessThanOrEqual(scroller!.clientWidth);
        expect(
          findAll('script, iframe, object, embed, base, meta[http-equiv]').filter((each) =>
            element.shadowRoot!.contains(each),
          ),
        ).toEqual([]);
        expect(errors).toEqual([]);
        expect((globalThis as { __pwned?: unknown }).__pwned).toBeUndefined();
      },
      0.25,
    );
    window.removeEventListener('error', note);
    window.removeEventListener('unhandledrejection', note);
  });
});
