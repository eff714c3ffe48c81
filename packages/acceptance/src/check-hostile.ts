/**
 * `npm run check:hostile -- FILE [ID]`: brings each case of a file of hostile events to the built drop-in in a real Chromium,
 * through a real Synapse where it takes the event, else past it, and checks the named assertions. Ends with
 * `N passed, M failed`; an assertion that is not known counts as failed.
 *
 * `--mutations N` brings N random mutations of these cases after them, past the server, and prints each that fails as a case
 * that can be put into a file. `--seed S` gives those of an earlier run again.
 */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { assertions, inPage, rowOf, type Before } from './hostile-cases/assertions.ts';
import type { HostileCase, HostileFile } from './hostile-cases/format.ts';
import { inject, pendingKey, type Injected } from './hostile-cases/inject.ts';
import { mutationsFrom } from './hostile-cases/mutations.ts';
import { playMutations } from './hostile-cases/play-mutations.ts';
import { openRoom, untilShown } from './hostile-cases/room-on-page.ts';
import {
  makeCaseRoom,
  sayAsAlice,
  startHostileStage,
  type CaseRoom,
  type HostileStage,
} from './hostile-cases/stage.ts';

/** How long requests are counted where a case replaces answers. */
const observedMs = 6_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { mutations: { type: 'string', default: '0' }, seed: { type: 'string' } },
});
const [file, only] = positionals;
const count = Number(values.mutations);
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (file === undefined || !Number.isSafeInteger(count) || count < 0 || !Number.isSafeInteger(seed)) {
  console.error('usage: npm run check:hostile -- FILE [ID] [--mutations N] [--seed S]');
  process.exit(2);
}
const { cases: all } = JSON.parse(readFileSync(resolve(process.env.INIT_CWD ?? '.', file), 'utf8')) as HostileFile;
const cases = all.filter(({ id }) => only === undefined || id === only);

const stage = await startHostileStage();
let passed = 0;
let failed = 0;
try {
  for (const hostile of cases) {
    const problems = await play(hostile).catch((error: unknown) => [
      `cannot be played: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    ]);
    if (problems.length === 0) passed += 1;
    else {
      failed += 1;
      console.log(`${hostile.id} (${hostile.group}): ${hostile.title}\n  ${problems.join('\n  ')}`);
    }
    await tidy(stage);
  }
  if (count > 0) {
    console.log(`${count} mutations, seed ${seed}`);
    const result = await playMutations(stage, mutationsFrom(cases, count, seed), () => tidy(stage));
    passed += result.passed;
    failed += result.failed;
  }
} finally {
  await stage.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function play(hostile: HostileCase): Promise<string[]> {
  const { page, proxy, pageErrors } = stage;
  const encrypted = hostile.room === 'encrypted';
  const room = await makeCaseRoom(stage, hostile.id, encrypted);
  await openRoom(stage, room, encrypted);
  if (hostile.expect.assert.includes('LOCAL_ECHO_KEPT')) await leavePending(room);
  const neighbours = {
    base: (await rowOf(page, room.base)) ?? '',
    base2: (await rowOf(page, room.base2)) ?? '',
  };
  const seen = {
    neighbours,
    requests: proxy.requests.length,
    contacted: stage.contacted().length,
    errors: pageErrors.length,
  };
  await inPage(page, `globalThis.longTasksMs.length = 0; globalThis.violations.length = 0;`);

  const injected = await inject(stage, hostile, room);
  if (injected.answers) await new Promise((resolve) => setTimeout(resolve, observedMs));
  const shownAfterMs = await sentinel(room, encrypted, injected);
  const text = JSON.stringify(hostile.events);
  const before: Before = { ...seen, shownAfterMs };
  const situation = {
    stage,
    room,
    injected,
    before,
    changesBase: /\$BASE(?!2)|\$ENCBASE/.test(text) || text.includes('$reactions') || text.includes('$ALICENAME'),
    changesBase2: text.includes('$BASE2') || text.includes('$ENCBASE') || text.includes('$ALICENAME'),
  };

  const problems: string[] = [];
  for (const name of hostile.expect.assert) {
    const assertion = Object.hasOwn(assertions, name) ? assertions[name] : undefined;
    const problem = assertion ? await assertion(situation) : 'this assertion is not known';
    if (problem) problems.push(`${name}: ${problem}`);
  }
  return problems;
}

/** An own message that the server has not answered yet. */
async function leavePending({ roomId }: CaseRoom): Promise<void> {
  const { page, proxy } = stage;
  proxy.holds = ({ method, path }) => method === 'PUT' && path.includes('/send/');
  await inPage(
    page,
    `void all('bm-timeline')[0].store.room(argument.roomId).send({ msgtype: 'm.text', body: 'WARTET' }, { key: argument.key }).catch(() => undefined);`,
    { roomId, key: pendingKey },
  );
}

/** The message after the case. @returns how long it took to be shown, or `undefined` */
async function sentinel(room: CaseRoom, encrypted: boolean, { answers }: Injected): Promise<number | undefined> {
  if (answers) stage.proxy.answers.length = 0;
  const eventId = await sayAsAlice(stage, room.roomId, encrypted, 'SENTINEL');
  const sentAt = Date.now();
  try {
    await untilShown(stage, eventId);
    return Date.now() - sentAt;
  } catch {
    return undefined;
  }
}

/** The next case begins with a page that is logged in and shows its list. */
async function tidy({ page, proxy }: HostileStage): Promise<void> {
  proxy.patch = undefined;
  proxy.answers.length = 0;
  proxy.holds = undefined;
  const isWell = await inPage<boolean>(page, `return all('bm-room-list').length > 0;`).catch(() => false);
  if (!isWell) await stage.reload().catch(() => undefined);
}
