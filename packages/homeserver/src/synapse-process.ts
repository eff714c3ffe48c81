/** One Synapse process: starts it, waits until it answers, signals it, ends it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onEndOfProcess } from './end-of-process.ts';
import type { Installation } from './providers/provider.ts';
import { lastLines } from './run-command.ts';
import { logFileName } from './synapse-config.ts';

const startTimeoutMs = 120_000; // 4 to 7 s on an idle machine; a busy one with two cores can take ten times that
const pollMs = 100;
const stopTimeoutMs = 5_000;

export interface SynapseRun {
  readonly installation: Installation;
  readonly name: string;
  readonly dataDir: string;
  readonly port: number;
  /** The HTTP proxy for what Synapse itself asks for. Default: that of this process. */
  readonly proxyUrl?: string | undefined;
  /** The key id only this server publishes: another process on the port does not pass for it. */
  readonly keyId: string;
}

export class SynapseProcess {
  readonly #run: SynapseRun;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #forget: () => void;
  #hasEnded = false;

  private constructor(run: SynapseRun, child: ChildProcess) {
    this.#run = run;
    this.#child = child;
    this.#forget = onEndOfProcess(() => child.kill('SIGKILL'));
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#hasEnded = true;
        this.#forget();
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    });
  }

  /** Rejects with the end of Synapse's log if it ends or does not answer; then nothing of it runs any more. */
  static async start(run: SynapseRun): Promise<SynapseProcess> {
    const { file, args } = run.installation.command(run);
    const log = openSync(join(run.dataDir, logFileName), 'a');
    const child = spawn(file, args, {
      cwd: run.dataDir,
      ...(run.proxyUrl && { env: { ...process.env, https_proxy: run.proxyUrl, no_proxy: '' } }),
      stdio: ['pipe', log, log], // launcher.py ends Synapse when standard input closes
      detached: true, // Ctrl-C in the terminal is for us; we end Synapse
    });
    closeSync(log);
    const synapse = new SynapseProcess(run, child);
    try {
      await synapse.#untilItAnswers();
    } catch (error) {
      await synapse.stop('SIGKILL');
      throw error;
    }
    return synapse;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    if (this.#run.installation.signal) await this.#run.installation.signal(this.#run.name, signal);
    else this.#child.kill(signal);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.#hasEnded) {
      await this.signal(signal);
      if (signal === 'SIGTERM') await this.signal('SIGCONT'); // a paused process does not see SIGTERM
      const timer = setTimeout(() => void this.signal('SIGKILL'), stopTimeoutMs);
      await this.#ended;
      clearTimeout(timer);
    }
    this.#child.stdin?.destroy();
  }

  async #untilItAnswers(): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    const url = `http://127.0.0.1:${this.#run.port}/_matrix/key/v2/server`;
    while (Date.now() < deadline) {
      if (this.#hasEnded) throw new SynapseStartError('Synapse ended while it started', this.#run.dataDir);
      if (await publishesKey(url, this.#run.keyId)) return;
      await sleep(pollMs);
    }
    throw new SynapseStartError(`Synapse did not answer within ${startTimeoutMs / 1000} s`, this.#run.dataDir);
  }
}

/** Synapse did not come up; the message holds the end of its log. */
export class SynapseStartError extends Error {
  /** Somebody else had the port when Synapse wanted to bind it. */
  readonly portTaken: boolean;

  constructor(what: string, dataDir: string) {
    const log = readFileSync(join(dataDir, logFileName), 'utf8');
    super(`${what}. The end of its log:\n${lastLines(log, 20)}`);
    this.name = 'SynapseStartError';
    this.portTaken = /address already in use|port is already allocated/i.test(lastLines(log, 60));
  }
}

async function publishesKey(url: string, keyId: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = (await response.json()) as { verify_keys?: Record<string, unknown> };
    return body.verify_keys?.[keyId] !== undefined;
  } catch {
    return false;
  }
}
