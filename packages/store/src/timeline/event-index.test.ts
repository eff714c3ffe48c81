/** What rows are made of is in their own tests; here is when a row has to be made anew. */
import { describe, expect, it } from 'vitest';
import { event, inThread } from '../testing/event-fixtures.ts';
import { createEventIndex } from './event-index.ts';

describe('the revision of what names a root', () => {
  const root = event({ event_id: '$root' });
  const name = event({ event_id: '$root', type: 'm.room.name', state_key: '', content: { name: 'Amt' } });
  const redacted = inThread(root, 'apart', {
    event_id: '$a',
    unsigned: { redacted_because: { type: 'm.room.redaction', sender: '@max:server.example', content: {} } },
  });

  it.each([
    ['a message', inThread(root, 'apart', { event_id: '$a' })],
    ['what was redacted', redacted],
  ])('grows for %s where the root turns out to be none', (_, { event: member, decryption }) => {
    const index = createEventIndex();
    index.add(member, decryption);
    const before = index.revisionOf('$a');
    expect(index.threadIdOf(index.get('$a')!)).toBe('$root');
    index.add(name.event);
    expect(index.threadIdOf(index.get('$a')!)).toBeUndefined();
    expect(index.revisionOf('$a')).toBeGreaterThan(before);
  });
});
