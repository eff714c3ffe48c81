/** One profile of one client through everything that concerns an open room, cold and then warm. */
import type { BenchStage } from '../bench-stage.ts';
import type { Profile, RunningBrowser } from '../browser/profile.ts';
import type { BenchClient, ClientName } from '../clients/clients.ts';
import type { Api } from '../seed/client-server-api.ts';
import type { Reader } from '../seed/manifest.ts';
import { archiveMessages } from '../seed/seed-archive.ts';
import { listSight, quietMs, quietWithinMs } from '../start/measure-start.ts';
import { measureIncoming } from './incoming.ts';
import { measureLocalEcho, type Echo } from './local-echo.ts';
import { clickRoom, openRoom } from './open-room.ts';
import { outboxName } from './outbox-room.ts';
import { measureScrollBack, type ScrollBack } from './scroll-back.ts';

export interface TimelineSample {
  readonly client: ClientName;
  readonly rooms: number;
  /** Click to the painted newest messages of the room of 10,000. */
  readonly archiveMs: { readonly cold: number; readonly warm: number };
  /** The same of the encrypted room; the floor does not decrypt. */
  readonly encryptedMs?: { readonly cold: number; readonly warm: number };
  /** Of the encrypted room; of the floor in the room of 10,000. */
  readonly scrollBack: ScrollBack;
  readonly incomingMs: readonly number[];
  readonly echoes: readonly Echo[];
}

/** How far back is scrolled. */
const scrolledMessages = 2_000;

export interface TimelineOptions {
  readonly stage: BenchStage;
  readonly client: BenchClient;
  readonly reader: Reader;
  readonly profile: Profile;
  readonly cpuRate: number;
  readonly sender: Api;
}

export async function measureTimeline(options: TimelineOptions): Promise<TimelineSample> {
  const { stage, client, reader, profile, sender } = options;
  const { manifest, proxy } = stage;
  const quiet = (): Promise<void> => proxy.quiet(quietMs, quietWithinMs);

  const cold = await withList(options, async ({ page }) => {
    if (client.openKeyBackup) {
      await client.openKeyBackup(page, reader.recoveryKey);
      await quiet();
    }
    const archiveMs = await openRoom(page, client, manifest.archive);
    await quiet();
    let encryptedMs: number | undefined;
    let scrollBack: ScrollBack;
    if (client.encrypts) {
      encryptedMs = await openRoom(page, client, manifest.confidential);
      await quiet();
      scrollBack = await measureScrollBack(page, client, 1);
    } else {
      scrollBack = await measureScrollBack(page, client, archiveMessages - scrolledMessages + 1);
    }
    await clickRoom(page, client, manifest.inbox.name);
    await quiet();
    const incomingMs = await measureIncoming(page, client, sender, manifest.inbox.roomId);
    // The floor cannot encrypt and writes where it reads.
    if (client.encrypts) await clickRoom(page, client, outboxName);
    await quiet();
    const echoes = await measureLocalEcho(page, client, profile.id);
    await quiet();
    return { archiveMs, encryptedMs, scrollBack, incomingMs, echoes };
  });
  const warm = await withList(options, async ({ page }) => {
    const archiveMs = await openRoom(page, client, manifest.archive);
    await quiet();
    const encryptedMs = client.encrypts ? await openRoom(page, client, manifest.confidential) : undefined;
    return { archiveMs, encryptedMs };
  });

  return {
    client: client.name,
    rooms: reader.rooms,
    archiveMs: { cold: cold.archiveMs, warm: warm.archiveMs },
    ...(cold.encryptedMs !== undefined &&
      warm.encryptedMs !== undefined && { encryptedMs: { cold: cold.encryptedMs, warm: warm.encryptedMs } }),
    scrollBack: cold.scrollBack,
    incomingMs: cold.incomingMs,
    echoes: cold.echoes,
  };
}

/** With a browser whose client shows its list and has become quiet. */
async function withList<Result>(
  { stage, client, reader, profile, cpuRate }: TimelineOptions,
  task: (browser: RunningBrowser) => Promise<Result>,
): Promise<Result> {
  const browser = await profile.launch({ list: listSight(client, stage, reader.rooms), cpuRate });
  try {
    // What an earlier start was answered says nothing about this one.
    stage.proxy.clear();
    await browser.page.goto(stage.pagesOrigin + client.pagePath, { waitUntil: 'commit' });
    await browser.page.evaluate(() => bmProbe.list);
    await stage.proxy.quiet(quietMs, quietWithinMs);
    return await task(browser);
  } finally {
    await browser.close();
  }
}
