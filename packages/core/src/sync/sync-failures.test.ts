import { describe, expect, it } from 'vitest';
import { answer, failure, first, live, scriptedSync, settled } from './testing/scripted-sync.ts';

describe('a failure', () => {
  it('shows why, is tried again after a growing wait, and is over with the next answer', async () => {
    const { poll, asked, states, sleeps, wakeUp, loop } = await live();
    poll.fail(failure('OFFLINE'));
    await wakeUp();
    const second = await asked();
    expect(second.query.get('pos')).toBe(poll.query.get('pos'));
    second.fail(failure('SERVER_ERROR'));
    await wakeUp();
    (await asked()).fail(failure('BAD_RESPONSE'));
    await wakeUp();
    expect(states.slice(2)).toMatchObject([
      { status: 'offline', error: { code: 'OFFLINE' } },
      { status: 'offline', error: { code: 'SERVER_ERROR' } },
      { status: 'offline', error: { code: 'BAD_RESPONSE' } },
    ]);
    expect(sleeps[0]).toBeGreaterThanOrEqual(1_000);
    expect(sleeps[2]).toBeGreaterThanOrEqual(2_000);
    (await asked()).answer(answer());
    await asked();
    expect(states.at(-1)).toEqual({ status: 'live' });
    await loop.stop();
  });

  it.each(['sliding', 'classic'] as const)(
    'is over as soon as the server answers, also where nothing happens (%s)',
    async (kind) => {
      const nothing = (): object => (kind === 'sliding' ? answer() : { next_batch: 's2' });
      const sync = scriptedSync({ kind });
      for (let told = first(); ; told = nothing() as never) {
        const asked = await sync.asked();
        if (asked.query.get('timeout') === '30000') {
          asked.fail(failure('OFFLINE'));
          break;
        }
        asked.answer(kind === 'sliding' ? told : { next_batch: 's1' });
      }
      await sync.wakeUp();
      const again = await sync.asked();
      expect(again.query.get('timeout')).toBe('0');
      again.answer(nothing() as never);
      expect((await sync.asked()).query.get('timeout')).toBe('30000');
      expect(sync.states.at(-1)).toEqual({ status: 'live' });
      await sync.loop.stop();
    },
  );

  it('is waited out as long as the server asks (U9)', async () => {
    const { poll, sleeps, wakeUp, asked, loop } = await live();
    poll.fail(failure('RATE_LIMITED', { errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 42_000 }));
    await wakeUp();
    await asked();
    expect(sleeps).toEqual([42_000]);
    await loop.stop();
  });

  it('is waited out as long as the server asks although a room is opened: the next request asks for it', async () => {
    const { poll, isAsking, rooms, wakeUp, asked, loop } = await live();
    poll.fail(failure('RATE_LIMITED', { errcode: 'M_LIMIT_EXCEEDED', retryAfterMs: 42_000 }));
    await settled();
    rooms.open('!new:x');
    expect(await isAsking()).toBe(false);
    await wakeUp();
    expect(Object.keys((await asked()).body.room_subscriptions)).toEqual(['!new:x']);
    await loop.stop();
  });

  it('is not waited out where somebody wants to know', async () => {
    const { poll, asked, loop } = await live();
    poll.fail(failure('OFFLINE'));
    await settled();
    loop.wake();
    await asked();
    await loop.stop();
  });

  it('is looked for at once where the computer has slept over a request', async () => {
    const { asked, loop } = await live();
    loop.wake();
    expect((await asked()).query.get('timeout')).toBe('0');
    await loop.stop();
  });

  it.each([
    ['without a position', { rooms: {} }],
    ['empty', {}],
  ])('is an answer that is %s', async (_, json) => {
    const { poll, states, wakeUp, asked, tokenUnknown, loop } = await live();
    poll.answer(json);
    await wakeUp();
    await asked();
    expect(states.at(-1)).toMatchObject({ status: 'offline', error: { code: 'BAD_RESPONSE' } });
    expect(tokenUnknown).not.toHaveBeenCalled();
    await loop.stop();
  });

  it.each([
    [{ errcode: 'M_UNKNOWN_TOKEN' }, false],
    [{ errcode: 'M_UNKNOWN_TOKEN', softLogout: true }, true],
  ])('with %o ends the sync and the login', async (details, soft) => {
    const { poll, tokenUnknown, isAsking, loop } = await live();
    poll.fail(failure('TOKEN_UNKNOWN', details));
    expect(await isAsking()).toBe(false);
    expect(tokenUnknown.mock.calls).toEqual([[soft]]);
    await loop.stop();
  });

  it.each([
    ['a missing token, which something on the way has taken', failure('TOKEN_UNKNOWN', { errcode: 'M_MISSING_TOKEN' })],
    ['a refusal', failure('FORBIDDEN', { errcode: 'M_FORBIDDEN' })],
    ['a page in place of the answer', failure('BAD_RESPONSE')],
    ['the door', failure('WL_REDIRECT')],
  ])('by %s never ends the login', async (_, error) => {
    const { poll, tokenUnknown, wakeUp, asked, loop } = await live();
    poll.fail(error);
    await wakeUp();
    await asked();
    expect(tokenUnknown).not.toHaveBeenCalled();
    await loop.stop();
  });

  it('of the position alone begins a new connection at once, without looking offline', async () => {
    const { poll, asked, states, delivered, loop } = await live();
    poll.fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    const next = await asked();
    expect([next.query.has('pos'), next.query.get('timeout')]).toEqual([false, '0']);
    expect(Object.keys(next.body.lists)).toEqual(['rooms', 'window']);
    next.answer(first());
    await asked();
    expect(delivered.at(-1)!.fresh).toBe(true);
    expect(states.at(-1)).toEqual({ status: 'live' });
    await loop.stop();
  });

  it('of the position again and again is waited out like any other', async () => {
    const { poll, asked, sleeps, wakeUp, loop } = await live();
    poll.fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    (await asked()).fail(failure('UNEXPECTED', { errcode: 'M_UNKNOWN_POS' }));
    await wakeUp();
    await asked();
    expect(sleeps).toHaveLength(1);
    await loop.stop();
  });

  it('of the homeserver itself, twice over one position, gives the position up', async () => {
    const { poll, asked, wakeUp, loop } = await live();
    const stumble = failure('SERVER_ERROR', { errcode: 'M_UNKNOWN' });
    poll.fail(stumble);
    await wakeUp();
    const second = await asked();
    expect(second.query.get('pos')).toBe(poll.query.get('pos'));
    second.fail(stumble);
    await wakeUp();
    expect((await asked()).query.has('pos')).toBe(false);
    await loop.stop();
  });

  it('of something before the homeserver does not', async () => {
    const { poll, asked, wakeUp, loop } = await live();
    poll.fail(failure('SERVER_ERROR'));
    for (let round = 0; round < 3; round++) {
      await wakeUp();
      const next = await asked();
      expect(next.query.has('pos')).toBe(true);
      next.fail(failure('SERVER_ERROR'));
    }
    await loop.stop();
  });
});
