/** What the first stage makes of a second one that comes late. */
import { writable } from '@bundesmessenger/core/readable';
import { createBareSession } from '@bundesmessenger/core/session';
import { BmError } from '@bundesmessenger/core/errors';
import { afterEach, expect, it, vi } from 'vitest';
import { createLocalConnection } from './local-connection.ts';
import type { SecondStage } from './second-stage.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start() {
  const session = await createBareSession(
    {
      homeserver: 'server.example',
      whitelist: { servers: [{ serverName: 'server.example', baseUrl: 'https://matrix.server.example' }] },
    },
    { fetch: () => new Promise(() => undefined), loadSecondStage: () => new Promise(() => undefined) },
  );
  const draft = { body: 'was sie schrieb' };
  const second = { deeds: {}, watch: () => writable(draft), wake: vi.fn(), stop: vi.fn() } as unknown as SecondStage;
  const load = vi.fn(() => Promise.resolve(() => second));
  const loaded = Promise.withResolvers<void>();
  const connection = createLocalConnection(session, { load, loaded: loaded.promise });
  ends.push(
    () => session.stop(),
    () => connection.close(),
  );
  return { connection, load, loaded, draft };
}
const topic = { type: 'draft', roomId: '!a' } as const;

it('shows an open room as soon as the second stage is there', async () => {
  const { connection, draft } = await start();
  const shown: unknown[] = [];
  ends.push(connection.watch(topic).subscribe((value) => shown.push(value)));
  await vi.waitFor(() => expect(shown.at(-1)).toBe(draft));
});

it('shows a room that was opened while the second stage did not come, once the session has loaded it', async () => {
  const { connection, load, loaded, draft } = await start();
  load.mockRejectedValueOnce(new BmError('OFFLINE', 'the encryption file did not come'));
  const shown: unknown[] = [];
  ends.push(connection.watch(topic).subscribe((value) => shown.push(value)));
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
  expect(shown).not.toContain(draft);
  loaded.resolve();
  await vi.waitFor(() => expect(shown.at(-1)).toBe(draft));
});

it('says to whoever asks for more than the list that the second stage did not come, and has it the next time', async () => {
  const { connection, load } = await start();
  load.mockRejectedValueOnce(new BmError('OFFLINE', 'the encryption file did not come'));
  const call = (): Promise<unknown> => connection.call({ type: 'markRead', roomId: '!a', eventId: '$a' });
  await expect(call()).rejects.toMatchObject({ code: 'OFFLINE' });
  await expect(call()).rejects.toMatchObject({ code: 'COMMAND_INVALID' }); // the second stage of this test has no commands
});
