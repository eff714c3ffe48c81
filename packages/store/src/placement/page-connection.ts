/**
 * A page's end of the protocol. Survives the host: when the host dies, a new port is opened and all watches and calls
 * are sent again, but for the calls that must not happen twice: those reject with `DISCONNECTED`.
 */
import { BmError, type ErrorData } from '@bundesmessenger/core/errors';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import type { SessionOptions, SessionState } from '@bundesmessenger/core/types';
import { onceOnly, type Command } from '../protocol/commands.ts';
import { protocolVersion, type HostMessage, type PageMessage, type HostFiles } from '../protocol/messages.ts';
import { initialSnapshots, topicKey, type Snapshots, type Topic } from '../protocol/topics.ts';
import { shareRows } from '../protocol/versions.ts';
import type { RoomList } from '../rooms/rooms.ts';
import type { Connection } from '../store.ts';
import { takePageLock } from './page-lock.ts';

/** How a placement reaches the host. */
export interface HostLink {
  /**
   * A fresh port to the host, which is started if need be.
   * @param onFailure there will be no host: its file cannot be loaded, or does not run
   */
  open(onFailure: () => void): MessagePort;
  /** This page lets go for good. */
  close(): void;
}

const loadFailed: ErrorData = {
  code: 'HOST_LOAD_FAILED',
  message: 'the worker file does not run',
};

interface Watched {
  readonly topic: Topic;
  readonly value: Writable<Snapshots[keyof Snapshots]>;
  /** Of the watch under way. A new one has a new id, so that a late value of an ended watch is recognised. */
  id: number | undefined;
  /** Whether a value of this watch is here. Versions of rows say nothing across two watches: a source starts anew. */
  begun: boolean;
}

interface Pending {
  readonly command: Command;
  resolve(result: never): void;
  reject(error: BmError): void;
}

/** What a page may have begun before it opens a store. */
export interface EarlyStart {
  /** The room list of the last session: shown until the host has one, or says that nobody is logged in. */
  readonly remembered?: Promise<RoomList | undefined>;
  /** The host is started no sooner: what is on its way to the screen goes first. @default at once */
  readonly hostAfter?: Promise<unknown>;
}

export function createPageConnection(
  link: HostLink,
  options: SessionOptions,
  files: HostFiles,
  { remembered, hostAfter }: EarlyStart = {},
): Connection {
  const watched = new Map<string, Watched>();
  /** The watches under way. */
  const byId = new Map<number, Watched>();
  const pending = new Map<number, Pending>();
  const ended = new AbortController();
  const pageLock = takePageLock();
  let port: MessagePort | undefined;
  /** Set once there will be no host: nobody would ever answer a call. */
  let unanswerable: BmError | undefined;
  let nextId = 0;

  /** Whether this page holds its lock: the host must be able to follow the page's life from the first word on. */
  let ready = false;

  const post = (message: PageMessage): void => {
    if (ready) port?.postMessage(message);
  };

  const failAll = (error: BmError): void => {
    pending.forEach(({ reject }) => reject(error));
    pending.clear();
  };
  const refuse = (error: ErrorData): void => {
    session.value.set({ status: 'refused', error });
    failAll(BmError.fromData(error));
  };

  const onMessage = ({ data }: MessageEvent<HostMessage>): void => {
    switch (data.type) {
      case 'welcome':
        return followHost(data.lock);
      case 'refused':
        return refuse(data.error);
      case 'value': {
        const topic = byId.get(data.id);
        if (!topic) return;
        const snapshot = data.snapshot as Snapshots[keyof Snapshots];
        if (topic === rooms && isRemembered) {
          if ((snapshot as RoomList).status === 'loading') return;
          isRemembered = false;
        }
        topic.value.set(topic.begun ? shareSnapshot(topic.value.get(), snapshot) : snapshot);
        topic.begun = true;
        return;
      }
      default: {
        const call = pending.get(data.id);
        pending.delete(data.id);
        if (data.type === 'result') call?.resolve(data.result as never);
        else call?.reject(BmError.fromData(data.error));
      }
    }
  };

  /** The host holds this lock as long as it lives: when this page gets it, the host is dead. */
  const followHost = (lock: string): void => {
    const followed = navigator.locks.request(lock, { signal: ended.signal }, () => undefined);
    const onEnd = (): void => {
      pending.forEach(({ command, reject }, id) => {
        if (!onceOnly.includes(command.type)) return;
        pending.delete(id);
        reject(new BmError('DISCONNECTED', 'the host ended'));
      });
      connect();
    };
    void followed.then(onEnd, () => undefined); // where this page has ended first
  };

  const connect = (): void => {
    if (ended.signal.aborted) return;
    port?.close();
    port = link.open(() => {
      if (ended.signal.aborted) return;
      unanswerable = BmError.fromData(loadFailed);
      refuse(loadFailed);
    });
    port.addEventListener('message', onMessage);
    port.start();
    greet();
  };

  /** Says nothing before the page is ready, and is called again then. */
  const greet = (): void => {
    post({ type: 'hello', version: protocolVersion, options: plainOptions(options), files, lock: pageLock.name });
    const active = [...byId.values()];
    byId.clear();
    active.forEach(startWatch);
    pending.forEach(({ command }, id) => post({ type: 'call', id, command }));
  };

  void pageLock.held.then(() => {
    if (ended.signal.aborted) return;
    ready = true;
    greet();
  });

  const startWatch = (started: Watched): void => {
    const id = nextId++;
    started.id = id;
    started.begun = false;
    byId.set(id, started);
    post({ type: 'watch', id, topic: started.topic });
  };
  const stopWatch = (stopped: Watched): void => {
    const id = stopped.id!;
    stopped.id = undefined;
    byId.delete(id);
    post({ type: 'unwatch', id });
  };

  const ensureWatched = (topic: Topic): Watched => {
    const key = topicKey(topic);
    const known = watched.get(key);
    if (known) return known;
    // Queries come and go with every letter of a search: those nobody listens to are not remembered.
    const isPassing = 'query' in topic;
    const added: Watched = {
      topic,
      id: undefined,
      begun: false,
      value: writable<Snapshots[keyof Snapshots]>(initialSnapshots[topic.type], () => {
        if (isPassing) watched.set(key, added);
        followSession();
        startWatch(added);
        return () => {
          stopWatch(added);
          if (!isPassing) return;
          if (watched.get(key) === added) watched.delete(key);
          clear(added); // a log-out would not find it
        };
      }),
    };
    if (!isPassing) watched.set(key, added);
    return added;
  };

  const session = ensureWatched({ type: 'session' });
  const rooms = ensureWatched({ type: 'rooms' });
  /** Whose the values are: `null` for nobody's, `undefined` while the host has not said. */
  let account: string | null | undefined;
  /** While what is remembered stands for what the host does not know yet. */
  let isRemembered = false;

  /** Nothing of an account is left for the next one: not what nobody listens to, and what is listened to begins anew. */
  const forgetAccount = (): void => {
    isRemembered = false;
    new Set([...watched.values(), ...byId.values()]).forEach((known) => {
      const { topic, id } = known;
      if (topic.type === 'session' || topic.type === 'deployment') return; // they are nobody's
      if (id !== undefined) {
        stopWatch(known);
        startWatch(known);
      }
      clear(known);
    });
  };
  let followsSession = false;
  /** From the first watch on. */
  const followSession = (): void => {
    if (followsSession) return;
    followsSession = true;
    session.value.subscribe((value) => {
      const state = value as SessionState;
      // What ends may still show something; a new host reads the login first.
      if (state.status === 'starting' || state.status === 'loggingOut') return;
      const next = 'userId' in state ? state.userId : null;
      if (account ? account !== next : isRemembered && !next) forgetAccount();
      account = next;
    });
  };
  const showRemembered = (list: RoomList | undefined): void => {
    if (!list || rooms.begun || account === null || ended.signal.aborted) return;
    isRemembered = true;
    rooms.value.set(list);
    followSession();
  };
  void remembered?.then(showRemembered);

  if (hostAfter) void hostAfter.then(connect, connect);
  else connect();
  return {
    watch: (topic) => ensureWatched(topic).value as unknown as Readable<never>,
    call: (command) =>
      new Promise((resolve, reject) => {
        if (unanswerable) return reject(unanswerable);
        const id = nextId++;
        pending.set(id, { command, resolve, reject });
        post({ type: 'call', id, command });
      }),
    close() {
      if (ended.signal.aborted) return;
      port?.postMessage({ type: 'bye' } satisfies PageMessage);
      ended.abort();
      void pageLock.held.then((release) => release());
      failAll((unanswerable = new BmError('DISCONNECTED', 'the store is closed')));
      link.close();
      // The host closes the port when it has heard the farewell; closing here could drop it.
    },
  };
}

/** The options that cross. */
const crossing = [
  'homeserver',
  'whitelist',
  'federation',
  'name',
  'requestHeaders',
  'contentScanner',
  'encryption',
  'oauth',
] as const satisfies readonly (keyof SessionOptions)[];

/** An option that is not among them would be lost on the way: a new one does not compile before it is. */
type Complete<Names extends readonly string[]> = [Exclude<keyof SessionOptions, symbol | Names[number]>] extends [never]
  ? readonly string[]
  : never;

/** Nothing else: a symbol would make the clone fail, and the worker decides about localhost. */
function plainOptions(options: SessionOptions): SessionOptions {
  const crosses = ([name]: [string, unknown]): boolean =>
    (crossing satisfies Complete<typeof crossing> as readonly string[]).includes(name);
  return Object.fromEntries(Object.entries(options).filter(crosses)) as never;
}

function clear({ topic, value }: Watched): void {
  value.set(initialSnapshots[topic.type]);
}

interface WithRows {
  readonly items?: readonly {
    readonly version?: number;
    readonly key?: string;
    readonly roomId?: string;
    readonly userId?: string;
  }[];
}

/** A clone has no identity: rows that did not change are replaced by those already shown. */
function shareSnapshot<Snapshot extends Snapshots[keyof Snapshots]>(previous: Snapshot, next: Snapshot): Snapshot {
  const [before, items] = [previous, next].map((snapshot) => (snapshot as WithRows | null)?.items);
  return before && items
    ? { ...next, items: shareRows(before, items, (row) => row.key ?? row.roomId ?? row.userId ?? '') }
    : next;
}
