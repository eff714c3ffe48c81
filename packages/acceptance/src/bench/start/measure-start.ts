/** One start of one client, from navigation to the open encrypted room: what it took, and what it cost. */
import type { Page } from 'playwright';
import type { BenchClient, ClientName } from '../clients/clients.ts';
import type { BenchStage } from '../bench-stage.ts';
import { measureHeaps } from '../browser/heap.ts';
import type { Sight } from '../browser/probe.ts';
import type { Profile } from '../browser/profile.ts';
import type { ServedFile } from '../network/page-site.ts';
import { roomNamePrefix, sharedRooms, type Reader, type SharedRoom } from '../seed/manifest.ts';

export type Phase = 'cold' | 'warm';

export interface StartSample {
  readonly client: ClientName;
  readonly rooms: number;
  readonly phase: Phase;
  /** Navigation to the painted list. */
  readonly listMs: number;
  /** Whether the list was painted before the server had answered anything. */
  readonly listBeforeAnswer: boolean;
  /** Begun before the list was painted, without preflights. */
  readonly apiRequests: number;
  readonly apiBytes: number;
  readonly staticRequests: number;
  readonly scriptAndStyleBytes: number;
  readonly wasmBytes: number;
  /** Of the page, until all is quiet. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly pageHeapBytes: number;
  readonly workerHeapBytes: number;
  /** Click to the painted newest messages; the floor does not decrypt. */
  readonly encryptedRoomMs?: number;
  readonly archiveMs: number;
}

/** The first screen of a list. */
const listRows = 20;
/** Of an opened room, besides its newest message: hydrogen shows as few at first. */
const messageRows = 10;
/** Nothing has begun or ended for so long: the start is over. */
const quietMs = 1_000;
const quietWithinMs = 60_000;

export function listSight({ rooms }: BenchClient, stage: BenchStage, size: number): Sight {
  const shared = sharedRooms(stage.manifest);
  const texts = [roomNamePrefix, ...shared.map(({ name }) => name)];
  return { selector: rooms, count: Math.min(listRows, size + shared.length), texts };
}

export interface StartOptions {
  readonly stage: BenchStage;
  readonly client: BenchClient;
  readonly reader: Reader;
  readonly profile: Profile;
  readonly phase: Phase;
  readonly cpuRate: number;
}

export async function measureStart(options: StartOptions): Promise<StartSample> {
  const { stage, client, reader, profile, phase, cpuRate } = options;
  const { api, site, manifest } = stage;
  const browser = await profile.launch({ list: listSight(client, stage, reader.rooms), cpuRate });
  try {
    const { page, cdp } = browser;
    api.clear();
    site.clear();
    await page.goto(stage.pagesOrigin + client.pagePath, { waitUntil: 'commit' });
    const { listMs, originMs } = await page.evaluate(async () => ({
      listMs: await bmProbe.list,
      originMs: performance.timeOrigin,
    }));
    const listAtMs = originMs + listMs;
    await api.quiet(quietMs, quietWithinMs);
    const requests = api.requests().filter(({ startMs }) => startMs < listAtMs);
    const files = site.served().filter(({ startMs }) => startMs < listAtMs);
    const heaps = await measureHeaps(cdp);
    if (phase === 'cold' && client.openKeyBackup) {
      await client.openKeyBackup(page, reader.recoveryKey);
      await api.quiet(quietMs, quietWithinMs);
    }
    const archiveMs = await openRoom(page, client, manifest.archive);
    await api.quiet(quietMs, quietWithinMs);
    const encryptedRoomMs = client.encrypts ? await openRoom(page, client, manifest.confidential) : undefined;
    await api.quiet(quietMs, quietWithinMs);
    const longTasks = await page.evaluate(() => bmProbe.longTasks().map(({ durationMs }) => durationMs));
    return {
      client: client.name,
      rooms: reader.rooms,
      phase,
      listMs,
      listBeforeAnswer: !requests.some(({ endMs }) => endMs !== undefined && endMs <= listAtMs),
      apiRequests: requests.length,
      apiBytes: sum(requests.filter(({ endMs }) => endMs !== undefined && endMs <= listAtMs).map(({ bytes }) => bytes)),
      staticRequests: files.length,
      scriptAndStyleBytes: bytesOf(files, ['page', 'script', 'style']),
      wasmBytes: bytesOf(files, ['wasm']),
      longTasks: longTasks.length,
      longestTaskMs: Math.max(0, ...longTasks),
      pageHeapBytes: heaps.pageBytes,
      workerHeapBytes: heaps.workerBytes,
      archiveMs,
      ...(encryptedRoomMs !== undefined && { encryptedRoomMs }),
    };
  } finally {
    await browser.close();
  }
}

/** @returns from the press of the button to the painted newest messages */
export async function openRoom(page: Page, client: BenchClient, room: SharedRoom): Promise<number> {
  const at = await page.evaluate(
    ({ rooms, name }) => {
      const row = bmProbe.elements(rooms).find(({ textContent }) => textContent?.includes(name));
      row?.scrollIntoView({ block: 'nearest' });
      const box = row?.getBoundingClientRect();
      return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    },
    { rooms: client.rooms, name: room.name },
  );
  if (!at) throw new Error(`${client.name} does not list the room ${room.name}`);
  await page.evaluate(
    ({ messages, newest, some, count }) => {
      const sights = [
        { selector: messages, count: 1, texts: [newest] },
        { selector: messages, count, texts: [some] },
      ];
      const painted = Promise.all(sights.map((sight) => bmProbe.painted(sight)));
      Object.assign(globalThis, { opened: painted.then((times) => Math.max(...times)) });
    },
    { messages: client.messages, newest: room.newest, some: firstWord(room.newest), count: messageRows },
  );
  await page.mouse.click(at.x, at.y);
  return page.evaluate(async () => {
    const paintedMs = await (globalThis as unknown as { opened: Promise<number> }).opened;
    return paintedMs - bmProbe.lastInputMs();
  });
}

/** All messages of a room begin with it. */
const firstWord = (text: string): string => text.slice(0, text.indexOf(' ') + 1);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const bytesOf = (files: readonly ServedFile[], kinds: readonly string[]): number =>
  sum(files.filter(({ kind }) => kinds.includes(kind)).map(({ brotliBytes }) => brotliBytes));
