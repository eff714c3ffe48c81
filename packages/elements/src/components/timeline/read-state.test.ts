import { BmError, type ErrorCode, type Room } from '@bundesmessenger/store';
import { describe, expect, it } from 'vitest';
import { ReadState } from './read-state.ts';

/** A room that refuses so many receipts. */
function createStage(...refusals: ErrorCode[]) {
  const marked: string[] = [];
  const room = {
    async markRead(eventId: string) {
      marked.push(eventId);
      const code = refusals.shift();
      if (code) throw new BmError(code, 'refused by the test');
    },
    setFullyRead: async () => undefined,
  } as unknown as Room;
  const state = new ReadState();
  state.follow(room, undefined);
  return { state, marked };
}
const answered = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

describe('what was read', () => {
  it('is told once', async () => {
    const { state, marked } = createStage();
    state.seen('$1');
    await answered();
    state.seen('$1', Date.now() + 60_000);
    expect(marked).toEqual(['$1']);
  });

  it('while the network was gone is told when it is back, though nothing new has come', async () => {
    const { state, marked } = createStage('OFFLINE');
    state.seen('$1');
    await answered();
    state.seen('$1', Date.now() + 60_000);
    expect(marked).toEqual(['$1', '$1']);
  });

  it('is not told again with each update while the network is gone', async () => {
    const { state, marked } = createStage('OFFLINE', 'OFFLINE');
    for (let update = 0; update < 10; update++) {
      state.seen('$1');
      await answered();
    }
    expect(marked).toEqual(['$1']);
  });

  it('is not told again where the server refuses to hear it', async () => {
    const { state, marked } = createStage('FORBIDDEN');
    state.seen('$1');
    await answered();
    state.seen('$1', Date.now() + 60_000);
    expect(marked).toEqual(['$1']);
  });
});
