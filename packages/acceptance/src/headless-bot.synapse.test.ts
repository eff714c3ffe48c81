/** The example of a bot, as its README starts it: a process of its own against a real homeserver, and somebody who asks. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import type { TimelineItem } from '@bundesmessenger/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTo, help } from '../../../examples/headless-bot/src/opening-hours.ts';
import { createReader, type Reader } from './faults/reader.ts';
import { until } from './faults/waiting.ts';

const main = resolve(import.meta.dirname, '../../../examples/headless-bot/src/main.ts');
const password = 'Geheim-1234!';
let homeserver: Homeserver;
let person: Reader;
let bot: ChildProcess;
let said = '';

beforeAll(async () => {
  homeserver = await startHomeserver({ log: () => undefined });
  const { serverName, baseUrl } = homeserver;
  await homeserver.createUser('anna', password);
  await homeserver.createUser('buergeramt', password, { displayName: 'Bürgeramt' });
  person = await createReader({ serverName, baseUrl }, 'anna', password);
  bot = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      BM_HOMESERVER: serverName,
      BM_BASE_URL: baseUrl,
      BM_USER: 'buergeramt',
      BM_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [bot.stdout!, bot.stderr!]) stream.on('data', (text: Buffer) => (said += text.toString()));
  await new Promise<void>((done, fail) => {
    bot.stdout!.on('data', () => said.includes('The bot answers.') && done());
    bot.once('exit', () => fail(new Error(`the bot has ended: ${said}`)));
  });
}, 600_000);
afterAll(async () => {
  bot?.kill('SIGKILL');
  await person?.stop();
  await homeserver?.stop();
});

type Message = Extract<TimelineItem, { kind: 'message' }>;

describe('the headless bot', { timeout: 180_000 }, () => {
  let roomId: string;
  const messages = async (is: (messages: readonly Message[]) => boolean, what: string): Promise<readonly Message[]> => {
    const found = await until(
      person.store.room(roomId).timeline,
      ({ items }) => is(items.filter((item) => item.kind === 'message')),
      what,
    );
    return found.items.filter((item) => item.kind === 'message');
  };
  const ask = (body: string) => person.store.room(roomId).send({ msgtype: 'm.text', body });

  it('accepts an invitation and answers, encrypted, in reply, as a notice', async () => {
    const room = await person.store.createRoom({
      name: 'Fragen ans Bürgeramt',
      invite: [`@buergeramt:${homeserver.serverName}`],
    });
    ({ roomId } = room);
    await until(
      person.store.room(roomId).timeline,
      ({ items }) => items.some((item) => item.kind === 'state' && item.change.type === 'joined' && !item.own),
      'the bot is in the room',
    );
    const { eventId } = await ask('Wann haben Sie am Mittwoch geöffnet?');
    const all = await messages((found) => found.some(({ own }) => !own), 'the bot answers');
    expect(all.find(({ own }) => !own)).toMatchObject({
      content: { msgtype: 'm.notice', body: 'Am Mittwoch ist das Bürgeramt von 8 bis 13 Uhr geöffnet.' },
      protection: 'encrypted',
      replyTo: { eventId },
    });
  });

  it('answers each question once and no notice at all', async () => {
    await person.store.room(roomId).send({ msgtype: 'm.notice', body: 'Wann haben Sie geöffnet?' });
    await ask('Guten Tag');
    const all = await messages((found) => found.filter(({ own }) => !own).length >= 2, 'the bot answers again');
    const answers = all.filter(({ own }) => !own).map(({ content }) => content.body);
    expect(answers).toEqual(['Am Mittwoch ist das Bürgeramt von 8 bis 13 Uhr geöffnet.', help]);
  });

  it('ends when it is asked to, and leaves no device behind', async () => {
    const ended = once(bot, 'exit');
    bot.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said).toBe(`Logging in at ${homeserver.baseUrl} …\nThe bot answers.\n`);
    const api = `${homeserver.baseUrl}/_matrix/client/v3`;
    const login = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'buergeramt' }, password };
    const loggedIn = await fetch(`${api}/login`, { method: 'POST', body: JSON.stringify(login) });
    const { access_token: token } = (await loggedIn.json()) as { access_token: string };
    const answer = await fetch(`${api}/devices`, { headers: { Authorization: `Bearer ${token}` } });
    expect(((await answer.json()) as { devices: unknown[] }).devices).toHaveLength(1); // the one that asks
  });
});

describe('what the bot says', () => {
  const tuesday = new Date(2026, 8, 1, 12);

  it.each([
    ['Wann ist geöffnet?', /^Das Bürgeramt ist geöffnet: Montag 8 bis 16 Uhr, .*Freitag 8 bis 13 Uhr\.$/],
    ['Haben Sie heute offen?', /^Heute .* von 8 bis 18 Uhr geöffnet\.$/],
    ['Und morgen, bis wann?', /^Morgen .* von 8 bis 13 Uhr geöffnet\.$/],
    ['Ist am Samstag jemand da?', /^Am Samstag ist das Bürgeramt geschlossen\.$/],
    ['Danke', /^Ich kenne die Öffnungszeiten/],
  ])('to "%s" is right', (question, expected) => {
    expect(answerTo(question, tuesday)).toMatch(expected);
  });
});
