/** matrix-nio from PyPI in a virtual environment of its own, driven over standard input and output. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { password, type Person, type Stage } from '../stage.ts';
import { poll } from '../until.ts';

export interface NioEvent {
  readonly event: 'ready' | 'done' | 'text' | 'file' | 'undecrypted';
  readonly eventId?: string;
  readonly body?: string;
  readonly text?: string;
}

export interface NioClient {
  readonly userId: string;
  command(command: Readonly<Record<string, string>>): Promise<NioEvent>;
  untilEvent(kind: NioEvent['event'], eventId: string): Promise<NioEvent>;
  stop(): Promise<void>;
}

const version = '0.26.0';
const installFolder = join(import.meta.dirname, '../../../../../.homeserver');
const folder = join(installFolder, `nio-${version}`);
/** A slow package index may take this long, in milliseconds. */
const installTimeoutMs = 240_000;

/** @throws {Error} with what pip says where it cannot be installed */
function ensureNio(): string {
  const python = join(folder, 'bin/python');
  if (existsSync(python)) return python;
  const partial = mkdtempSync(join(installFolder, 'nio-partial-'));
  try {
    const steps: readonly (readonly [string, readonly string[]])[] = [
      ['python3', ['-m', 'venv', partial]],
      [join(partial, 'bin/python'), ['-m', 'pip', 'install', '--no-input', `matrix-nio[e2e]==${version}`]],
    ];
    for (const [file, args] of steps) {
      const { status, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: installTimeoutMs });
      if (status !== 0) throw new Error(`matrix-nio cannot be installed: ${(stderr ?? '').trim().split('\n').at(-1)}`);
    }
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return python;
}

export async function startNio({ homeserver, addForeigner }: Stage, { userId }: Person): Promise<NioClient> {
  const script = join(import.meta.dirname, 'nio_client.py');
  const child = spawn(ensureNio(), [script, homeserver.baseUrl, userId, password], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const events: NioEvent[] = [];
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem = (problem + text).slice(-500)));
  createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line) as NioEvent));
  const next = async (is: (event: NioEvent) => boolean, what: string): Promise<NioEvent> => {
    const found = await poll(
      () => (child.exitCode === null ? events.find(is) : 'ended'),
      (event) => event !== undefined,
      `matrix-nio: ${what}`,
    );
    if (found === 'ended' || found === undefined) throw new Error(`matrix-nio has ended: ${problem}`);
    return found;
  };
  addForeigner(userId);
  await next(({ event }) => event === 'ready', 'is ready');
  return {
    userId,
    async command(command) {
      const before = new Set(events);
      child.stdin.write(`${JSON.stringify(command)}\n`);
      return next((event) => event.event === 'done' && !before.has(event), JSON.stringify(command));
    },
    untilEvent: (kind, eventId) =>
      next((event) => event.event === kind && event.eventId === eventId, `${kind} ${eventId}`),
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}
