/**
 * Bulk decryption, bare: the crypto wasm on IndexedDB with a batch of events at once. What a host can at best reach that
 * keeps its keys on disk.
 */
import {
  DecryptionSettings,
  DeviceId,
  initAsync,
  OlmMachine,
  RoomId,
  StoreHandle,
  TrustRequirement,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { readLogin } from './login.ts';

const storePrefix = 'matrix-js-sdk'; // as prepared
const atOnce = 50;
const eventsPerRequest = 100;

interface RawEvent {
  readonly type: string;
}

/** @returns events per second */
async function decryptAll(roomId: string, count: number): Promise<number> {
  const { baseUrl, accessToken, userId, deviceId } = readLogin();
  const events: string[] = [];
  let from = '';
  while (events.length < count) {
    const response = await fetch(
      `${baseUrl}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=${eventsPerRequest}${from}`,
      { headers: { Authorization: `Bearer ${accessToken}` } },
    );
    const { chunk, end } = (await response.json()) as { chunk: readonly RawEvent[]; end?: string };
    events.push(...chunk.filter(({ type }) => type === 'm.room.encrypted').map((event) => JSON.stringify(event)));
    if (end === undefined) break;
    from = `&from=${encodeURIComponent(end)}`;
  }
  await initAsync('/pkg/matrix_sdk_crypto_wasm_bg.wasm');
  const store = await StoreHandle.open(storePrefix, null);
  const machine = await OlmMachine.initFromStore(new UserId(userId), new DeviceId(deviceId), store);
  const startMs = performance.now();
  for (let start = 0; start < events.length; start += atOnce) {
    await Promise.all(
      events
        .slice(start, start + atOnce)
        .map((event) =>
          machine.decryptRoomEvent(event, new RoomId(roomId), new DecryptionSettings(TrustRequirement.Untrusted)),
        ),
    );
  }
  const seconds = (performance.now() - startMs) / 1_000;
  machine.close();
  return events.length / seconds;
}

Object.assign(globalThis, { decryptAll });
