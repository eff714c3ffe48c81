/**
 * The engine closes a database only when the last object that came out of it is collected as garbage, and until then nobody
 * can delete it. Here its connections learn to let go when they are asked, as those of IndexedDB are meant to.
 */

/**
 * @param open opens databases whose names begin with the prefix; what others open meanwhile stays as it is
 * @param onOpen called with each of them before it is used
 */
export async function withYieldingConnections<T>(
  databasePrefix: string,
  open: () => Promise<T>,
  onOpen: (database: IDBDatabase) => void = () => undefined,
): Promise<T> {
  const factory = globalThis.indexedDB;
  const before = Object.getOwnPropertyDescriptor(factory, 'open');
  const openBefore = factory.open.bind(factory);
  const openYielding: IDBFactory['open'] = (...given) => {
    const request = openBefore(...given);
    const take = (): void => {
      const database = request.result;
      database.addEventListener('versionchange', () => database.close());
      onOpen(database);
    };
    if (given[0].startsWith(databasePrefix)) request.addEventListener('success', take);
    return request;
  };
  Object.defineProperty(factory, 'open', { value: openYielding, configurable: true, writable: true });
  try {
    return await open();
  } finally {
    restore();
  }
  function restore(): void {
    // Whoever has put another one in its place meanwhile keeps it.
    if (factory.open !== openYielding) return;
    if (before) Object.defineProperty(factory, 'open', before);
    else delete (factory as Partial<IDBFactory>).open;
  }
}
