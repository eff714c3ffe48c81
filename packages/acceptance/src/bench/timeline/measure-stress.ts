/** Rooms that are hard to show: how long until nothing moves any more, and how long the page is busy at a stretch. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { BenchStage } from '../bench-stage.ts';
import { createProfile } from '../browser/profile.ts';
import type { BenchClient, ClientName } from '../clients/clients.ts';
import { prepare } from '../prepare.ts';
import type { StressManifest, StressRoom } from '../seed/ensure-stress-seed.ts';
import { inParallel } from '../seed/in-parallel.ts';
import { quietMs, quietWithinMs } from '../start/measure-start.ts';
import { clickRoom } from './open-room.ts';

export type StressKind = 'chain' | 'reactions' | 'longText' | 'storm';

export interface StressSample {
  readonly client: ClientName;
  readonly kind: StressKind;
  /** From the click (of the storm: from the last edit's answer) until nothing changes any more. */
  readonly settledMs: number;
  /** Of the page, from the click on. */
  readonly longestTaskMs: number;
}

const edits = 500;
/** What does not change for so long has settled; this is not counted. */
const stillMs = 1_000;
const lookEachMs = 50;
const giveUpMs = 60_000;

export async function measureStress(
  stage: BenchStage<StressManifest>,
  client: BenchClient,
  log: (line: string) => void,
): Promise<readonly StressSample[]> {
  const { manifest, proxy } = stage;
  const login = await stage.logIn(manifest.reader);
  const profile = createProfile(stage.load);
  try {
    await prepare(profile, stage, client, login, []);
    const names = [manifest.chain, manifest.reactions, manifest.longText, manifest.storm].map(({ name }) => name);
    const browser = await profile.launch({ list: { selector: client.rooms, count: names.length, texts: names } });
    try {
      const { page } = browser;
      await page.goto(stage.pagesOrigin + client.pagePath, { waitUntil: 'commit' });
      await page.evaluate(() => bmProbe.list);
      await proxy.quiet(quietMs, quietWithinMs);
      const samples: StressSample[] = [];
      const add = (kind: StressKind, measured: Omit<StressSample, 'client' | 'kind'> | undefined): void => {
        log(`${client.name.padEnd(15)} ${kind}: ${measured ? `${Math.round(measured.settledMs)} ms` : 'not shown'}`);
        if (measured) samples.push({ client: client.name, kind, ...measured });
      };
      add('chain', await openUntilSettled(page, client, manifest.chain));
      add('reactions', await openUntilSettled(page, client, manifest.reactions));
      add('longText', await openUntilSettled(page, client, manifest.longText));
      add('storm', await measureStorm(page, client, stage, log));
      return samples;
    } finally {
      await browser.close();
    }
  } finally {
    profile.delete();
    await stage.logOut(login);
  }
}

async function openUntilSettled(page: Page, client: BenchClient, room: StressRoom) {
  await page.evaluate(() => bmProbe.longTasks()); // the observer has delivered what was before
  await clickRoom(page, client, room.name);
  return untilSettled(page, client, room.newest);
}

async function measureStorm(
  page: Page,
  client: BenchClient,
  stage: BenchStage<StressManifest>,
  log: (line: string) => void,
) {
  const { storm, writer } = stage.manifest;
  await openUntilSettled(page, client, storm);
  const api = await stage.api(writer);
  const body = (index: number): string => `Nachricht in Fassung ${index + 1}`;
  const edit = (index: number): Promise<string> =>
    api.send(storm.roomId, 'm.room.message', {
      msgtype: 'm.text',
      body: `* ${body(index)}`,
      'm.new_content': { msgtype: 'm.text', body: body(index) },
      'm.relates_to': { rel_type: 'm.replace', event_id: storm.editedEventId },
    });
  const startMs = await page.evaluate(() => performance.now());
  await inParallel(edits - 1, 'edits', log, async (index) => void (await edit(index)));
  await edit(edits - 1);
  const answeredMs = await page.evaluate(() => performance.now());
  return untilSettled(page, client, body(edits - 1), { settledFromMs: answeredMs, tasksFromMs: startMs });
}

/** @returns `undefined` where the text never comes: the client does not show this */
async function untilSettled(
  page: Page,
  client: BenchClient,
  text: string,
  from?: { readonly settledFromMs: number; readonly tasksFromMs: number },
): Promise<Omit<StressSample, 'client' | 'kind'> | undefined> {
  const settled = page.evaluate(
    async ({ selector, text, from, stillMs, lookEachMs, giveUpMs }) => {
      const inputMs = bmProbe.lastInputMs();
      const { settledFromMs, tasksFromMs } = from ?? { settledFromMs: inputMs, tasksFromMs: inputMs };
      let before = '';
      let changedMs = performance.now();
      let isThere = false;
      while (!isThere || performance.now() - changedMs < stillMs) {
        if (performance.now() - settledFromMs > giveUpMs) return undefined;
        const elements = bmProbe.elements(selector);
        const state = elements.map(({ textContent }) => textContent?.length ?? 0).join();
        if (state !== before) changedMs = performance.now();
        before = state;
        isThere = elements.some(({ textContent }) => textContent?.includes(text));
        await new Promise((resolve) => setTimeout(resolve, lookEachMs));
      }
      const tasks = bmProbe.longTasks().filter(({ startMs }) => startMs >= tasksFromMs);
      return {
        settledMs: Math.max(0, changedMs - settledFromMs),
        longestTaskMs: Math.max(0, ...tasks.map(({ durationMs }) => durationMs)),
      };
    },
    { selector: client.messages, text, from, stillMs, lookEachMs, giveUpMs },
  );
  const result = await settled;
  await sleep(stillMs);
  return result;
}
