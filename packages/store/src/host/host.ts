/**
 * The host: exactly one session for all pages of the origin that ask for it. Its first page's options hold; a page with
 * others is refused. It ends what nobody watches: the session stops when the last page is gone.
 */
import { refuseOtherWhitelist, type BareSession, type SessionEnvironment } from '@bundesmessenger/core';
import { BmError, toErrorData, type ErrorData } from '@bundesmessenger/core/errors';
import { createBareSession } from '@bundesmessenger/core/session';
import { allowInsecureLocalhost, type SessionOptions } from '@bundesmessenger/core/types';
import { protocolVersion, type HostFiles, type HostMessage, type PageMessage } from '../protocol/messages.ts';
import { createLocalConnection } from './local-connection.ts';
import type { SecondStageModule } from './second-stage.ts';
import { servePort, type HostConnection, type ServedPage } from './serve-port.ts';

export interface HostEnvironment extends Omit<SessionEnvironment, 'wasmUrl' | 'loadSecondStage'> {
  /** Loads the second stage from where the page says it is served. @throws {BmError} OFFLINE if it did not come, HOST_FILE_MISSING, HOST_LOAD_FAILED */
  readonly loadSecondStage: (url: string) => Promise<SecondStageModule>;
  /** Development only, and only from the URL the worker was started with: no message can switch it on. */
  readonly allowInsecureLocalhost: boolean;
}

export interface Host {
  /** Takes a page's port; its first message has to be `hello`. Returns the function that lets the page go. */
  serve(port: MessagePort): () => void;
}

type Hello = Extract<PageMessage, { type: 'hello' }>;

interface Running {
  readonly options: SessionOptions;
  readonly session: BareSession;
  readonly connection: HostConnection;
  readonly pages: Set<MessagePort>;
}

export function createHost({
  allowInsecureLocalhost: insecure,
  loadSecondStage,
  ...environment
}: HostEnvironment): Host {
  const running = new Map<string, Promise<Running>>();
  const lock = holdLock();

  const start = async (options: SessionOptions, { wasmUrl, encryptionUrl }: HostFiles): Promise<Running> => {
    const load = (): ReturnType<typeof loadSecondStage> => loadSecondStage(encryptionUrl);
    // The session knows when: it loads the encryption once the first list is painted, and again where it did not come.
    let onLoaded!: () => void;
    const loaded = new Promise<void>((resolve) => (onLoaded = resolve));
    const loadWhenDue = async (): ReturnType<typeof load> => {
      const module = await load();
      onLoaded();
      return module;
    };
    const session = await createBareSession(options, { ...environment, wasmUrl, loadSecondStage: loadWhenDue });
    const connection = createLocalConnection(session, {
      loaded,
      async load() {
        const { createSecondStage, completeSession } = await load();
        return (parts) => createSecondStage({ session: completeSession(session), ...parts });
      },
    });
    return { options: session.options, session, connection, pages: new Set() };
  };

  /** Adds the page to the running session of its name, or to a new one. @throws {BmError} WL_…, HOST_CONFLICT */
  const join = async (page: MessagePort, { options, files, version }: Hello): Promise<Running> => {
    if (version !== protocolVersion) {
      throw new BmError('HOST_CONFLICT', 'another version runs in this origin');
    }
    // A symbol does not cross a port: whether localhost may be plain http is the worker's to say, not the page's.
    const own: SessionOptions = insecure ? { ...options, [allowInsecureLocalhost]: true } : options;
    const name = nameOf(options);
    for (;;) {
      const known = running.get(name) ?? start(own, files);
      running.set(name, known);
      known.catch(() => running.delete(name));
      const session = await known;
      // Its last page may have left meanwhile, and it stops: then a new one is started.
      if (running.get(name) !== known) continue;
      refuseOtherWhitelist(session.options, own);
      session.pages.add(page);
      return session;
    }
  };

  const leave = async (page: MessagePort, name: string): Promise<void> => {
    const session = await running.get(name)?.catch(() => undefined);
    if (!session?.pages.delete(page) || session.pages.size > 0) return;
    running.delete(name);
    session.connection.close();
    await session.session.stop();
  };

  return {
    serve(port) {
      /** Messages that come while the session starts wait here; `undefined` once the page is served or gone. */
      let early: PageMessage[] | undefined = [];
      let page: ServedPage | undefined;
      let name: string | undefined;
      let refusal: ErrorData | undefined;

      const end = (): void => {
        port.removeEventListener('message', onMessage);
        early = undefined;
        page?.stop();
        port.close();
        if (name !== undefined) void leave(port, name);
      };
      const onMessage = ({ data }: MessageEvent<PageMessage>): void => {
        if (data.type === 'bye') end();
        else if (data.type === 'hello') void greet(data);
        else if (page) page.receive(data);
        else if (refusal) answerRefused(data, refusal);
        else early?.push(data);
      };
      /** A refused page that calls all the same must not wait for ever. */
      const answerRefused = (message: PageMessage, error: ErrorData): void => {
        if (message.type === 'call') port.postMessage({ type: 'error', id: message.id, error } satisfies HostMessage);
      };
      const greet = async (hello: Hello): Promise<void> => {
        if (name !== undefined) return; // a port says hello once
        name = nameOf(hello.options);
        // A tab's death closes no port that a worker could hear; its lock becomes free.
        const pageGone = globalThis.navigator.locks?.request(hello.lock, () => undefined);
        try {
          const { connection } = await join(port, hello);
          void pageGone?.then(end);
          if (!early) return void leave(port, name);
          page = servePort(port, connection, hello.lock);
          port.postMessage({ type: 'welcome', lock } satisfies HostMessage);
          for (const message of early.splice(0))
            if (message.type !== 'hello' && message.type !== 'bye') page.receive(message);
        } catch (error) {
          refusal = toErrorData(error);
          port.postMessage({ type: 'refused', error: refusal } satisfies HostMessage);
        }
      };
      port.addEventListener('message', onMessage);
      port.start();
      return end;
    },
  };
}

function nameOf({ name = 'default' }: SessionOptions): string {
  return name;
}

/** A lock that is free again when this realm dies, however it dies. */
function holdLock(): string {
  const name = `bundesmessenger:host:${crypto.randomUUID()}`;
  void globalThis.navigator.locks?.request(name, () => new Promise(() => undefined));
  return name;
}
