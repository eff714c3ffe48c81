/** What rows are made of is in their own tests; here is when a row has to be made anew. */
import { describe, expect, it } from 'vitest';
import { edit, erika, event, indexOf, inThread, max, reaction } from '../testing/event-fixtures.ts';
import { createEventIndex } from './event-index.ts';

const eva = '@eva:server.example';
const nobody: ReadonlySet<string> = new Set();

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

describe('what somebody has sent who is ignored', () => {
  it('is as if it were not there, but for state, and comes back', () => {
    const [said, state] = [event(), event({ type: 'm.room.member', state_key: max, content: { membership: 'join' } })];
    const index = indexOf([said, state]);
    const { event_id: id } = said.event;
    index.ignore(new Set([max]));
    expect([index.get(id), index.isIgnored(id)]).toEqual([undefined, true]);
    expect([index.get(state.event.event_id)?.event, index.isIgnored(state.event.event_id)]).toEqual([
      state.event,
      false,
    ]);
    index.ignore(nobody);
    expect([index.get(id)?.event, index.isIgnored(id)]).toEqual([said.event, false]);
  });

  it('is left out also where it comes later', () => {
    const root = event({ sender: eva });
    const index = indexOf([root]);
    index.ignore(new Set([max]));
    const late = reaction(root, '👍');
    index.add(late.event, late.decryption);
    expect(index.reactionsOf(root.event.event_id).size).toBe(0);
    index.ignore(nobody);
    expect(index.reactionsOf(root.event.event_id).get('👍')?.size).toBe(1);
  });

  it('counts neither as reaction nor as vote nor as message of a thread', () => {
    const root = event({ sender: eva });
    const id = root.event.event_id;
    const vote = event({
      type: 'm.poll.response',
      content: { 'm.relates_to': { rel_type: 'm.reference', event_id: id }, 'm.selections': ['1'] },
    });
    const others = [reaction(root, '👍', { sender: erika }), inThread(root, 'ihre', { sender: erika })];
    const index = indexOf([root, reaction(root, '👍'), vote, inThread(root, 'seine'), ...others]);
    const counts = (): unknown[] => [
      index.reactionsOf(id).get('👍')?.size,
      [...index.referencesOf(id)].length,
      index.threadOf(id)?.events.size,
    ];
    expect(counts()).toEqual([2, 1, 2]);
    index.ignore(new Set([max]));
    expect(counts()).toEqual([1, 0, 1]);
    index.ignore(nobody);
    expect(counts()).toEqual([2, 1, 2]);
  });

  it('is taken off what the server has counted of a thread', () => {
    const root = event({ sender: eva });
    const [hers, his] = [inThread(root, 'ihre', { sender: erika }), inThread(root, 'seine')];
    const bundled = {
      ...root.event,
      unsigned: { 'm.relations': { 'm.thread': { count: 7, latest_event: his.event } } },
    };
    const index = indexOf([hers, his]);
    index.add(bundled, root.decryption);
    index.ignore(new Set([max]));
    expect(index.threadOf(root.event.event_id)?.counted?.count).toBe(6);
    index.ignore(nobody);
    expect(index.threadOf(root.event.event_id)?.counted?.count).toBe(7);
  });

  it('is edited again when it is back', () => {
    const said = event();
    const index = indexOf([said, edit(said, 'besser')]);
    index.ignore(new Set([max]));
    expect(index.editOf(said.event.event_id)).toBeUndefined();
    index.ignore(nobody);
    expect(index.editOf(said.event.event_id)).toBeDefined();
  });

  it('changes the rows of what it refers to, and of who answers it; no others', () => {
    const [root, other, said] = [event({ sender: eva }), event({ sender: eva }), event()];
    const answer = event({
      sender: eva,
      content: { msgtype: 'm.text', body: 'x', 'm.relates_to': { 'm.in_reply_to': { event_id: said.event.event_id } } },
    });
    const index = indexOf([root, other, said, answer, reaction(root, '👍')]);
    const revisions = (): number[] => [root, answer, other].map(({ event: { event_id: id } }) => index.revisionOf(id));
    const before = revisions();
    index.ignore(new Set([max]));
    expect(revisions().map((revision, at) => revision > before[at]!)).toEqual([true, true, false]);
  });

  it('stays left out when somebody else is ignored, too', () => {
    const [his, hers] = [event(), event({ sender: eva })];
    const index = indexOf([his, hers]);
    index.ignore(new Set([max]));
    index.ignore(new Set([max, eva]));
    expect([his, hers].map(({ event: { event_id: id } }) => index.isIgnored(id))).toEqual([true, true]);
    index.ignore(new Set([eva]));
    expect([his, hers].map(({ event: { event_id: id } }) => index.isIgnored(id))).toEqual([false, true]);
  });
});
