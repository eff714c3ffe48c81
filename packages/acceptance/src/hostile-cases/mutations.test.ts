import { describe, expect, it } from 'vitest';
import { stepsOf, type HostileCase, type Json, type Names } from './format.ts';
import { asCase, eventOf, mutationsFrom } from './mutations.ts';

const message = (content: Json): Json => ({ type: 'm.room.message', content });
const hostile: HostileCase = {
  id: 'HE-1',
  group: 'types',
  title: 'a case',
  inject: 'proxy',
  events: [
    message({ msgtype: 'm.text', body: { $repeat: 'x', times: 3 }, 'm.relates_to': { event_id: '$BASE2' } }),
    { $http: { status: 200, body: '{}' } },
    { $chain: 5 },
  ],
  expect: { assert: ['NO_THROW'] },
};
const encrypted: HostileCase = { ...hostile, id: 'HE-2', room: 'encrypted', events: [message({ body: 'x' })] };
const names: Names = { values: { $BASE: '$base', $MALLORY: '@mallory:hs.example' }, idOf: () => '$other' };
const count = 60;

describe('mutations of a file of cases', () => {
  it('are the same for the same seed, however many there are', () => {
    const mutations = mutationsFrom([hostile, encrypted], count, 7);
    expect(mutations).toHaveLength(count);
    expect(mutationsFrom([hostile, encrypted], 10, 7)).toEqual(mutations.slice(0, 10));
    expect(mutationsFrom([hostile, encrypted], 10, 8)).not.toEqual(mutations.slice(0, 10));
  });

  it('are of events only, and change nothing but their content', () => {
    for (const { event, from, encrypted: isEncrypted } of mutationsFrom([hostile, encrypted], count, 7)) {
      expect(event).toMatchObject({ type: 'm.room.message' });
      expect(isEncrypted).toBe(from === 'HE-2');
      const original =
        from === 'HE-1' ? { msgtype: 'm.text', body: 'xxx', 'm.relates_to': { event_id: '$BASE' } } : { body: 'x' };
      expect((event as { content?: Json }).content).not.toEqual(original);
    }
    expect(mutationsFrom([{ ...hostile, events: hostile.events.slice(1) }], count, 7)).toEqual([]);
  });

  it('bring as a case of a file what they brought', () => {
    for (const mutation of mutationsFrom([hostile, encrypted], count, 7)) {
      const {
        sender,
        origin_server_ts: _ts,
        event_id: _id,
        ...brought
      } = eventOf(mutation, '@mallory:hs.example', names);
      const [step] = stepsOf(asCase(mutation).events[0]!, names);
      expect(sender).toBe('@mallory:hs.example');
      expect(step).toEqual({ kind: 'event', event: brought });
    }
  });
});
