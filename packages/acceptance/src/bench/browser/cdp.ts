/**
 * Chromium's own protocol, for what Playwright does not reach: workers. A SharedWorker is a target of its own.
 * https://chromedevtools.github.io/devtools-protocol/
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Target {
  readonly targetId: string;
  readonly type: 'page' | 'shared_worker' | 'worker' | 'service_worker' | 'browser' | 'iframe' | 'other';
  readonly url: string;
}

export interface Cdp {
  send<Result = unknown>(method: string, parameters?: object, sessionId?: string): Promise<Result>;
  on(method: string, listener: (parameters: never, sessionId: string | undefined) => void): void;
  /** Runs a task with a session on the target. */
  withTarget<Result>(targetId: string, task: (sessionId: string) => Promise<Result>): Promise<Result>;
  targets(): Promise<readonly Target[]>;
  close(): void;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: object;
  readonly sessionId?: string;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

/** For a Chromium that was started with `--remote-debugging-port=0`. */
export async function connectCdp(profileFolder: string): Promise<Cdp> {
  const [port, path] = readFileSync(join(profileFolder, 'DevToolsActivePort'), 'utf8').split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('Chromium does not answer on its debugging port')));
  });
  const pending = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  const listeners = new Map<string, ((parameters: never, sessionId: string | undefined) => void)[]>();
  let nextId = 1;

  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id === undefined) {
      for (const listener of listeners.get(message.method ?? '') ?? []) {
        listener(message.params as never, message.sessionId);
      }
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result as never);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of pending.values()) reject(new Error('Chromium has ended'));
    pending.clear();
  });

  const cdp: Cdp = {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        pending.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }));
      }),
    on: (method, listener) => void listeners.set(method, [...(listeners.get(method) ?? []), listener]),
    async withTarget(targetId, task) {
      const { sessionId } = await cdp.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
      try {
        return await task(sessionId);
      } finally {
        await cdp.send('Target.detachFromTarget', { sessionId }).catch(() => undefined);
      }
    },
    targets: async () => (await cdp.send<{ targetInfos: readonly Target[] }>('Target.getTargets')).targetInfos,
    close: () => socket.close(),
  };
  return cdp;
}
