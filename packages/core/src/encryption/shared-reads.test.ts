import 'fake-indexeddb/auto';
import {
  DecryptionSettings,
  DeviceId,
  EncryptionSettings,
  initAsync,
  OlmMachine,
  RoomId,
  StoreHandle,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { shareReads } from './shared-reads.ts';
import { withYieldingConnections } from './yielding-connections.ts';

/** The engine's most read store. */
const store = 'devices';

/** A connection as the engine has it, with one record. @returns how many readings it makes, too */
async function open(): Promise<{ database: IDBDatabase; readings: () => number; end: () => void }> {
  const name = crypto.randomUUID();
  const wrapped: IDBPDatabase = await openDB(name, 1, {
    upgrade: (upgraded) => void upgraded.createObjectStore(store).put('Anna', '@anna'),
  });
  wrapped.close();
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const begun = vi.spyOn(database, 'transaction');
  shareReads(database);
  return { database, readings: () => begun.mock.calls.length, end: () => database.close() };
}

/** As the engine reads: it lets the transaction go as soon as it knows. */
function read<Value>(database: IDBDatabase, ask: (objectStore: IDBObjectStore) => IDBRequest<Value>): Promise<Value> {
  const transaction = database.transaction(store, 'readonly');
  return new Promise((resolve, reject) => {
    const request = ask(transaction.objectStore(store));
    expect(request.readyState).toBe('pending');
    request.onerror = () => reject(request.error!);
    request.onsuccess = (event) => {
      transaction.abort();
      expect((event.target as IDBRequest).result).toBe(request.result);
      resolve(request.result);
    };
  });
}

const anna = (database: IDBDatabase): Promise<unknown> => read(database, (devices) => devices.get('@anna'));

describe('a connection that shares what it reads', () => {
  it('reads once what several ask for at the same time', async () => {
    const { database, readings, end } = await open();
    expect(await Promise.all([anna(database), anna(database), anna(database)])).toEqual(['Anna', 'Anna', 'Anna']);
    expect(readings()).toBe(1);
    end();
  });

  it('reads again what is asked for later', async () => {
    const { database, readings, end } = await open();
    await anna(database);
    await anna(database);
    expect(readings()).toBe(2);
    end();
  });

  it('tells each what it has asked for', async () => {
    const { database, readings, end } = await open();
    const all = (from: string): Promise<unknown[]> =>
      read(database, (devices) => devices.getAll(IDBKeyRange.bound(from, '@z')));
    const found = await Promise.all([
      anna(database),
      read(database, (devices) => devices.get('@bert')),
      all('@a'),
      all('@b'),
      all('@b'),
    ]);
    expect(found).toEqual(['Anna', undefined, ['Anna'], [], []]);
    expect(readings()).toBe(4);
    end();
  });

  it('does not tell who has begun to write what was there before', async () => {
    const { database, end } = await open();
    const before = anna(database);
    database.transaction(store, 'readwrite').objectStore(store).put('Anne', '@anna');
    expect(await Promise.all([before, anna(database)])).toEqual(['Anna', 'Anne']);
    end();
  });

  it('tells all who wait that the reading has failed', async () => {
    const { database, readings, end } = await open();
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementationOnce(function (this: IDBObjectStore, key) {
      const request = get.call(this, key);
      queueMicrotask(() => this.transaction.abort());
      return request;
    });
    const answers = await Promise.allSettled([anna(database), anna(database)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(readings()).toBe(1);
    expect(await anna(database)).toBe('Anna');
    end();
  });

  it('does everything else in a transaction of its own, which tells of its end', async () => {
    const { database, readings, end } = await open();
    const transaction = database.transaction(store, 'readonly');
    const complete = new Promise((resolve) => (transaction.oncomplete = resolve));
    const count = transaction.objectStore(store).count();
    transaction.commit();
    await complete;
    expect(count.result).toBe(1);
    expect(transaction.mode).toBe('readonly');
    expect(readings()).toBe(1);
    end();
  });
});

describe('the engine', () => {
  beforeAll(() => initAsync());
  afterEach(() => vi.restoreAllMocks());

  /** Events of a page that come from one device. */
  const events = 50;
  const room = (): RoomId => new RoomId('!a:server.example');

  /** An engine that has the key of what another one has encrypted. */
  async function reader(onOpen?: (database: IDBDatabase) => void): Promise<{ decryptAll: () => Promise<string[]> }> {
    const writer = await OlmMachine.initialize(new UserId('@bert:server.example'), new DeviceId('BERT'));
    await writer.shareRoomKey(room(), [], new EncryptionSettings());
    const encrypted: string[] = [];
    for (let index = 0; index < events; index++) {
      const content = JSON.stringify({ msgtype: 'm.text', body: `${index}` });
      encrypted.push(await writer.encryptRoomEvent(room(), 'm.room.message', content));
    }
    const keys = await writer.exportRoomKeys(() => true);
    const prefix = crypto.randomUUID();
    const machine = await withYieldingConnections(
      prefix,
      async () => {
        const handle = await StoreHandle.openWithKey(prefix, new Uint8Array(32));
        return OlmMachine.initFromStore(new UserId('@anna:server.example'), new DeviceId('ANNA'), handle);
      },
      onOpen,
    );
    await machine.importExportedRoomKeys(keys, () => undefined);
    const settings = new DecryptionSettings(TrustRequirement.Untrusted);
    const decrypt = async (content: string, index: number): Promise<string> => {
      const event = {
        event_id: `$${index}`,
        type: 'm.room.encrypted',
        sender: '@bert:server.example',
        origin_server_ts: index,
        room_id: '!a:server.example',
        content: JSON.parse(content) as object,
      };
      const decrypted = await machine.decryptRoomEvent(JSON.stringify(event), room(), settings);
      return (JSON.parse(decrypted.event) as { content: { body: string } }).content.body;
    };
    return { decryptAll: () => Promise.all(encrypted.map(decrypt)) };
  }

  it('decrypts a page with a few readings instead of some for each event', async () => {
    const expected = Array.from({ length: events }, (_, index) => `${index}`);
    const counted = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const alone = await reader();
    counted.mockClear();
    expect(await alone.decryptAll()).toEqual(expected);
    const withoutSharing = counted.mock.calls.length;
    const sharing = await reader(shareReads);
    counted.mockClear();
    expect(await sharing.decryptAll()).toEqual(expected);
    // If an engine reads other stores than the ones that are shared, this is where it shows.
    expect(withoutSharing).toBeGreaterThanOrEqual(2 * events);
    expect(counted.mock.calls.length).toBeLessThan(events / 2);
  });
});
