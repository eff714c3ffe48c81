/** Runs a command to its end and tells how it went; its whole process group ends with this process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onEndOfProcess } from './end-of-process.ts';

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with every line the command prints. */
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
}

export interface CommandResult {
  readonly ok: boolean;
  /** What the command printed, both streams in the order they came. */
  readonly output: string;
}

/** Never rejects: a command that cannot be started is one that failed. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const child = spawn(file, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, so that all of it can be ended
    });
    const kill = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const release = onEndOfProcess(kill);
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(kill, options.timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        options.onLine?.(line);
      });
    }
    const end = (ok: boolean) => {
      release();
      clearTimeout(timer);
      resolve({ ok, output: lines.join('\n') });
    };
    child.once('error', (error) => {
      lines.push(error.message);
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

/** The end of a long output: what an error message can hold. */
export function lastLines(output: string, count = 8): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
