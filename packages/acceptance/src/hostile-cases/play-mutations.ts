/** Plays mutations, many in one room; where something goes wrong it finds out by which of them. */
import { assertions, rowOf, type Situation } from './assertions.ts';
import { bringPast, placeholders } from './inject.ts';
import { asCase, eventOf, mutationAssertions, type Mutation } from './mutations.ts';
import { openRoom, untilReads } from './room-on-page.ts';
import { makeCaseRoom, sayAsAlice, type HostileStage } from './stage.ts';

/** Of one room: so many that a room costs little, and so few that all of them are in the list's window of rows. */
const atOnce = 20;

export interface MutationResult {
  readonly passed: number;
  readonly failed: number;
}

/** @param tidy brings the page back to where the next room can be opened */
export async function playMutations(
  stage: HostileStage,
  mutations: readonly Mutation[],
  tidy: () => Promise<void>,
): Promise<MutationResult> {
  let failed = 0;
  for (const encrypted of [false, true]) {
    const ofKind = mutations.filter((mutation) => mutation.encrypted === encrypted);
    for (let at = 0; at < ofKind.length; at += atOnce)
      failed += await playAndFind(stage, ofKind.slice(at, at + atOnce), tidy);
  }
  return { passed: mutations.length - failed, failed };
}

/** @returns how many of them fail */
async function playAndFind(
  stage: HostileStage,
  batch: readonly Mutation[],
  tidy: () => Promise<void>,
): Promise<number> {
  const problems = await play(stage, batch).catch((error: unknown) => [
    `cannot be played: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
  ]);
  await tidy();
  if (problems.length === 0) return 0;
  if (batch.length > 1) {
    const half = Math.ceil(batch.length / 2);
    const first = await playAndFind(stage, batch.slice(0, half), tidy);
    const found = first + (await playAndFind(stage, batch.slice(half), tidy));
    if (found > 0) return found;
    // Only together: as one case.
  }
  const [one] = batch;
  const events = batch.flatMap((mutation) => asCase(mutation).events);
  console.log(
    `${batch.map(({ id }) => id).join(' ')}\n  ${problems.join('\n  ')}\n  ${JSON.stringify({ ...asCase(one!), events })}`,
  );
  return 1;
}

async function play(stage: HostileStage, batch: readonly Mutation[]): Promise<string[]> {
  const { page, proxy, pageErrors, mallory } = stage;
  const { id, encrypted } = batch[0]!;
  const room = await makeCaseRoom(stage, id, encrypted);
  await openRoom(stage, room, encrypted);
  const neighbours = { base: '', base2: (await rowOf(page, room.base2)) ?? '' };
  const seen = {
    neighbours,
    requests: proxy.requests.length,
    contacted: stage.contacted().length,
    errors: pageErrors.length,
  };
  await page.evaluate(`globalThis.longTasksMs.length = 0; globalThis.violations.length = 0;`);

  const names = { values: placeholders(stage, room), idOf: () => room.base };
  const events = batch.map((mutation) => eventOf(mutation, mallory.userId, names));
  bringPast(stage, room, events);
  const sentinel = await sayAsAlice(stage, room.roomId, encrypted, 'SENTINEL');
  const sentAt = Date.now();
  const shownAfterMs = await untilReads(stage, sentinel, 'SENTINEL').then(
    () => Date.now() - sentAt,
    () => undefined,
  );
  const situation: Situation = {
    stage,
    room,
    injected: { eventIds: events.map(({ event_id: eventId }) => String(eventId)), bodies: [], answers: false },
    before: { ...seen, shownAfterMs },
    changesBase: true,
    changesBase2: false,
  };
  const problems: string[] = [];
  for (const name of mutationAssertions) {
    const problem = await assertions[name]!(situation);
    if (problem) problems.push(`${name}: ${problem}`);
  }
  return problems;
}
