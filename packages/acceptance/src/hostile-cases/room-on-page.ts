/** A room as the page shows it: opened by its row in the list, and waited for. */
import { inPage } from './assertions.ts';
import type { CaseRoom, HostileStage } from './stage.ts';

/** How long the message after a case may take before it counts as lost: longer than any back-off that a case provokes. */
const shownWithinMs = 20_000;
/** Between two looks at the page, in milliseconds. */
const pollMs = 50;

/** Opens the room, with its two messages readable and, where they are encrypted, without a doubt about their sender. */
export async function openRoom(stage: HostileStage, room: CaseRoom, encrypted: boolean): Promise<void> {
  const { roomId, base, base2 } = room;
  await until(stage, `return all('button.room').some((row) => row.dataset.room === argument);`, roomId);
  await inPage(stage.page, `all('button.room').find((row) => row.dataset.room === argument).click();`, roomId);
  await untilShown(stage, base2);
  for (const eventId of [base, base2]) await untilReads(stage, eventId, 'ORIGINAL');
  if (encrypted) for (const eventId of [base, base2]) await untilTrusted(stage, eventId);
}

/** @throws {Error} where it does not come in time */
export async function untilShown(stage: HostileStage, eventId: string): Promise<void> {
  await until(stage, `return all('li').some((row) => row.dataset.key === argument);`, eventId);
}

/** An encrypted message is a row before it can be read. */
export async function untilReads(stage: HostileStage, eventId: string, text: string): Promise<void> {
  await until(
    stage,
    `return all('li').some((row) => row.dataset.key === argument.eventId && row.textContent.includes(argument.text));`,
    { eventId, text },
  );
}

/** The device of a sender is looked up after her first message has come. */
async function untilTrusted(stage: HostileStage, eventId: string): Promise<void> {
  await until(
    stage,
    `return all('li').some((row) => row.dataset.key === argument && !row.querySelector('.warning.red'));`,
    eventId,
  );
}

/** Asks the page again and again: Playwright's own waiting evaluates strings inside the page, which its policy forbids. */
async function until({ page }: HostileStage, body: string, argument: unknown): Promise<void> {
  const giveUpAt = Date.now() + shownWithinMs;
  while (!(await inPage<boolean>(page, body, argument))) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for: ${body}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
