/**
 * The host: exactly one session for all pages of the origin that ask for it. Its first page's options hold; a page with
 * others is refused. It ends what nobody watches: the session stops when the last page is gone.
 */
import { createSession, refuseOtherWhitelist, type Session, type SessionEnvironment } from '@bundesmessenger/core';
import { BmError, toErrorData } from '@bundesmessenger/core/errors';
import { allowInsecureLocalhost, type SessionOptions } from '@bundesmessenger/core/types';
import { protocolVersion, type HostMessage, type PageMessage } from '../protocol/messages.ts';
import type { Connection } from '../store.ts';
import { createLocalConnection } from './local-connection.ts';
import { servePort } from './serve-port.ts';

export interface HostEnvironment extends Omit<SessionEnvironment, 'wasmUrl'> {
  /** Development only, and only from the URL the worker was started with: no message can switch it on. */
  readonly allowInsecureLocalhost: boolean;
}

export interface Host {
  /** Takes a page's port; its first message has to be `hello`. Returns the function that lets the page go. */
  serve(port: MessagePort): () => void;
}

interface Running {
  readonly options: SessionOptions;
  readonly session: Session;
  readonly connection: Connection;
  readonly pages: Set<MessagePort>;
}

export function createHost({ allowInsecureLocalhost: insecure, ...environment }: HostEnvironment): Host {
  const running = new Map<string, Promise<Running>>();
  const lock = holdLock();

  const start = async (options: SessionOptions, wasmUrl: string): Promise<Running> => {
    const session = await createSession(options, { ...environment, wasmUrl });
    return { options: session.options, session, connection: createLocalConnection(session), pages: new Set() };
  };

  /** The running session of this name, or a new one. @throws {BmError} WL_CONFIG, WL_…, HOST_CONFLICT */
  const join = async ({ options, wasmUrl, version }: Extract<PageMessage, { type: 'hello' }>): Promise<Running> => {
    if (version !== protocolVersion)
      throw new BmError('HOST_CONFLICT', 'another version of the SDK runs in this origin');
    // A symbol does not cross a port: whether localhost may be plain http is the worker's to say, not the page's.
    const own: SessionOptions = insecure ? { ...options, [allowInsecureLocalhost]: true } : options;
    const name = options.name ?? 'default';
    const known = running.get(name);
    if (known) {
      const { options: first } = await known;
      refuseOtherWhitelist(first, own);
      return known;
    }
    const starting = start(own, wasmUrl);
    running.set(name, starting);
    starting.catch(() => running.delete(name));
    return starting;
  };

  const leave = async (name: string, port: MessagePort): Promise<void> => {
    const session = await running.get(name)?.catch(() => undefined);
    session?.pages.delete(port);
    if (!session || session.pages.size > 0) return;
    running.delete(name);
    session.connection.close();
    await session.session.stop();
  };

  return {
    serve(port) {
      let end = (): void => undefined;
      let gone = false;
      const onHello = async ({ data }: MessageEvent<PageMessage>): Promise<void> => {
        if (data.type !== 'hello') return;
        port.removeEventListener('message', onHello);
        const name = data.options.name ?? 'default';
        const letGo = (): void => {
          if (gone) return;
          gone = true;
          stopServing();
          port.close();
          void leave(name, port);
        };
        let stopServing = (): void => undefined;
        end = letGo;
        // A tab's death closes no port that a worker could hear; its lock becomes free.
        const pageGone = globalThis.navigator.locks?.request(data.lock, () => undefined);
        try {
          const joined = await join(data);
          if (gone) return void leave(name, port);
          joined.pages.add(port);
          stopServing = servePort(port, joined.connection, letGo);
          void pageGone?.then(letGo);
          port.postMessage({ type: 'welcome', lock } satisfies HostMessage);
        } catch (error) {
          port.postMessage({ type: 'refused', error: toErrorData(error) } satisfies HostMessage);
        }
      };
      port.addEventListener('message', onHello);
      port.start();
      return () => end();
    },
  };
}

/** A lock that is free again when this realm dies, however it dies. */
function holdLock(): string {
  const name = `bundesmessenger:host:${crypto.randomUUID()}`;
  void globalThis.navigator.locks?.request(name, () => new Promise(() => undefined));
  return name;
}
