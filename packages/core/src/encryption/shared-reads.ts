/**
 * For each event of a page the engine reads the same few records of its database, each in a transaction of its own: three
 * quarters of what decryption costs. Here whoever asks for what is being read already gets the answer of that reading.
 */

/** What the engine reads for each event, once in a transaction: its session, the devices of its sender, who that is. */
const sharedStores: ReadonlySet<string> = new Set(['inbound_group_sessions3', 'devices', 'identities']);
/** Ways of reading that can be shared. */
type Reading = 'get' | 'getAll';
type ReadShared = (by: Reading, given: readonly unknown[]) => IDBRequest | undefined;

/**
 * Makes a connection share readings that run at the same time. Nothing is kept beyond them, and who has begun to write reads
 * what it has written: each answer is one that the database itself could have given.
 */
export function shareReads(database: IDBDatabase): void {
  const begin = database.transaction.bind(database);
  /** By what they ask for. */
  const running = new Map<string, SharedReading>();

  const readShared = (store: string, by: Reading, given: readonly unknown[]): IDBRequest | undefined => {
    const name = nameOf(store, by, given);
    if (name === undefined) return undefined;
    const known = running.get(name);
    if (known) return known.join();
    const request: IDBRequest = begin(store, 'readonly')
      .objectStore(store)
      [by](given[0] as IDBValidKey);
    const reading = sharedReading(request, () => {
      if (running.get(name) === reading) running.delete(name);
    });
    running.set(name, reading);
    return reading.join();
  };

  const transaction: IDBDatabase['transaction'] = (stores, mode, options) => {
    const [store, ...others] = typeof stores === 'string' ? [stores] : stores;
    if (mode === 'readonly' && store !== undefined && others.length === 0 && sharedStores.has(store)) {
      return sharedTransaction(
        store,
        () => begin(stores, mode, options),
        (by, given) => readShared(store, by, given),
      );
    }
    // A reading that runs may have begun before this, and would not tell what this writes.
    if (mode !== 'readonly') running.clear();
    return begin(stores, mode, options);
  };
  Object.defineProperty(database, 'transaction', { value: transaction, configurable: true });
}

/** `undefined` for what is asked for by anything but names. */
function nameOf(store: string, by: Reading, given: readonly unknown[]): string | undefined {
  const [key] = given;
  if (given.length !== 1) return undefined;
  if (typeof key === 'string') return `${store} ${by} ${key}`;
  if (!(key instanceof IDBKeyRange)) return undefined;
  const { lower, upper, lowerOpen, upperOpen } = key;
  if (typeof lower !== 'string' || typeof upper !== 'string') return undefined;
  return `${store} ${by} ${JSON.stringify([lower, upper, lowerOpen, upperOpen])}`;
}

/** A transaction that begins only when something is asked of it that cannot be shared. */
function sharedTransaction(store: string, begin: () => IDBTransaction, readShared: ReadShared): IDBTransaction {
  const listeners: Partial<IDBTransaction> = {};
  let begun: IDBTransaction | undefined;
  const own = (): IDBTransaction => (begun ??= Object.assign(begin(), listeners));
  const objectStore = new Proxy({} as IDBObjectStore, {
    get(_target, member) {
      if (member !== 'get' && member !== 'getAll') return memberOf(own().objectStore(store), member);
      return (...given: readonly [IDBValidKey]) =>
        readShared(member, given) ??
        own()
          .objectStore(store)
          [member](...given);
    },
  });
  return new Proxy(listeners as IDBTransaction, {
    get(_target, member) {
      if (member === 'objectStore') return () => objectStore;
      // The engine aborts each transaction when it has read; others may still wait for the same reading.
      if (member === 'abort') return () => begun?.abort();
      return memberOf(own(), member);
    },
    set(_target, member, value) {
      Reflect.set(listeners, member, value);
      return !begun || Reflect.set(begun, member, value);
    },
  });
}

function memberOf(host: object, member: string | symbol): unknown {
  const value: unknown = Reflect.get(host, member);
  return typeof value === 'function' ? value.bind(host) : value;
}

interface SharedReading {
  /** A request of one's own for the same answer. */
  join(): IDBRequest;
}

function sharedReading(request: IDBRequest, onEnd: () => void): SharedReading {
  const joined: Pick<IDBRequest, 'onsuccess' | 'onerror'>[] = [];
  request.onsuccess = (event) => {
    onEnd();
    for (const { onsuccess } of joined) onsuccess?.call(request, event);
  };
  request.onerror = (event) => {
    onEnd();
    for (const { onerror } of joined) onerror?.call(request, event);
  };
  return {
    join() {
      const own = {
        onsuccess: null,
        onerror: null,
        get readyState() {
          return request.readyState;
        },
        get result(): unknown {
          return request.result;
        },
        get error() {
          return request.error;
        },
      };
      joined.push(own);
      return own as unknown as IDBRequest;
    },
  };
}
