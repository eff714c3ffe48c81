import { describe, expect, it } from 'vitest';
import { editedBy, unsentReferences, type Outgoing } from './outgoing.ts';

const related = (relates: unknown): Outgoing => ({
  kind: 'event',
  eventType: 'm.room.message',
  content: { msgtype: 'm.text', body: 'x', 'm.relates_to': relates },
});

describe('what an unsent event refers to', () => {
  it('are the keys of other unsent events', () => {
    expect(
      unsentReferences(related({ rel_type: 'm.thread', event_id: '$a', 'm.in_reply_to': { event_id: '~k' } })),
    ).toEqual(['k']);
    expect(editedBy(related({ rel_type: 'm.replace', event_id: '~k' }))).toBe('~k');
  });

  it.each([{ 'm.in_reply_to': { event_id: {} } }, { rel_type: 'm.replace', event_id: 5 }, 'x', null, 5])(
    'is nothing where a stored relation names no event: %o',
    (relates) => {
      expect(unsentReferences(related(relates))).toEqual([]);
      expect(editedBy(related(relates))).toBeUndefined();
    },
  );
});
