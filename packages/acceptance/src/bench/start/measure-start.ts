/** One start of one client, from navigation to the open encrypted room: what it took, and what it cost. */
import type { BenchClient, ClientName } from '../clients/clients.ts';
import type { BenchStage } from '../bench-stage.ts';
import { measureHeaps } from '../browser/heap.ts';
import type { Sight } from '../browser/probe.ts';
import type { Profile } from '../browser/profile.ts';
import type { ServedFile } from '../network/page-site.ts';
import { roomNamePrefix, sharedRooms, type Reader } from '../seed/manifest.ts';
import { openRoom } from '../timeline/open-room.ts';
import { outboxName } from '../timeline/outbox-room.ts';

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
/** Nothing has begun or ended for so long: the start is over. */
export const quietMs = 1_000;
export const quietWithinMs = 60_000;

export function listSight({ rooms }: BenchClient, stage: BenchStage, size: number): Sight {
  const shared = sharedRooms(stage.manifest);
  const texts = [roomNamePrefix, outboxName, ...shared.map(({ name }) => name)];
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
  const { proxy, site, manifest } = stage;
  const browser = await profile.launch({ list: listSight(client, stage, reader.rooms), cpuRate });
  try {
    const { page, cdp } = browser;
    proxy.clear();
    site.clear();
    await page.goto(stage.pagesOrigin + client.pagePath, { waitUntil: 'commit' });
    const { listMs, originMs } = await page.evaluate(async () => ({
      listMs: await bmProbe.list,
      originMs: performance.timeOrigin,
    }));
    const listAtMs = originMs + listMs;
    await proxy.quiet(quietMs, quietWithinMs);
    const requests = proxy.requests().filter(({ startMs }) => startMs < listAtMs);
    const answered = requests.filter(({ answerMs }) => answerMs !== undefined && answerMs <= listAtMs);
    const files = site.served().filter(({ startMs }) => startMs < listAtMs);
    const heaps = await measureHeaps(cdp);
    if (phase === 'cold' && client.openKeyBackup) {
      await client.openKeyBackup(page, reader.recoveryKey);
      await proxy.quiet(quietMs, quietWithinMs);
    }
    const archiveMs = await openRoom(page, client, manifest.archive);
    await proxy.quiet(quietMs, quietWithinMs);
    const encryptedRoomMs = client.encrypts ? await openRoom(page, client, manifest.confidential) : undefined;
    await proxy.quiet(quietMs, quietWithinMs);
    const longTasks = await page.evaluate(() => bmProbe.longTasks().map(({ durationMs }) => durationMs));
    return {
      client: client.name,
      rooms: reader.rooms,
      phase,
      listMs,
      listBeforeAnswer: answered.length === 0,
      apiRequests: requests.length,
      apiBytes: sum(answered.map(({ bytes }) => bytes)),
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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const bytesOf = (files: readonly ServedFile[], kinds: readonly string[]): number =>
  sum(files.filter(({ kind }) => kinds.includes(kind)).map(({ brotliBytes }) => brotliBytes));
