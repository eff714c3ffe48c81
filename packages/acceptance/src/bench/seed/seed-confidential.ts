/**
 * One encrypted room with 2,000 messages of 20 Megolm sessions: two writers with the Rust crypto itself, whose devices
 * are real ones on the server. Their sessions leave as a key export.
 */
import {
  DeviceId,
  DeviceLists,
  EncryptionSettings,
  OlmMachine,
  RequestType,
  RoomId,
  UserId,
  type KeysUploadRequest,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { Api } from './client-server-api.ts';
import { inOrder } from './in-parallel.ts';
import type { SharedRoom } from './manifest.ts';
import { encryptionState } from './seed-account.ts';

export const confidentialMessages = 2_000;
const messagesPerSession = 100;

export interface SeededConfidential {
  readonly room: SharedRoom;
  readonly roomKeys: readonly object[];
}

export async function seedConfidential(
  name: string,
  readers: readonly Api[],
  writers: readonly [Api, Api],
  log: (line: string) => void,
): Promise<SeededConfidential> {
  const roomId = await writers[0].createRoom({
    name,
    topic: 'Für Messungen',
    preset: 'public_chat',
    initial_state: [{ type: 'm.room.encryption', state_key: '', content: encryptionState }],
  });
  for (const member of [writers[1], ...readers]) await member.join(roomId);
  const devices = [await startDevice(writers[0]), await startDevice(writers[1])] as const;
  const text = (index: number): string => `Vertraulich ${index + 1}: bitte nicht weitergeben.`;
  await inOrder(confidentialMessages, 'encrypted messages', log, async (index) => {
    const session = Math.floor(index / messagesPerSession);
    const machine = devices[session % 2]!;
    if (index % messagesPerSession === 0) await startMegolmSession(machine, roomId);
    const content = JSON.stringify({ msgtype: 'm.text', body: text(index) });
    const encrypted = await machine.encryptRoomEvent(new RoomId(roomId), 'm.room.message', content);
    await writers[session % 2]!.send(roomId, 'm.room.encrypted', JSON.parse(encrypted) as object);
  });
  const roomKeys: object[] = [];
  for (const machine of devices) {
    roomKeys.push(...(JSON.parse(await machine.exportRoomKeys(() => true)) as object[]));
    machine.close();
  }
  return { room: { roomId, name, newest: text(confidentialMessages - 1) }, roomKeys };
}

/** A device in memory whose identity keys are on the server, as those who read look them up. */
async function startDevice(api: Api): Promise<OlmMachine> {
  const { userId, deviceId } = api.account;
  const machine = await OlmMachine.initialize(new UserId(userId), new DeviceId(deviceId));
  await machine.receiveSyncChanges('[]', new DeviceLists(), new Map(), new Set());
  for (const request of await machine.outgoingRequests()) {
    if (request.type !== RequestType.KeysUpload) continue;
    const { id, body } = request as KeysUploadRequest;
    const answer = await api.request('POST', '/keys/upload', JSON.parse(body) as object);
    await machine.markRequestAsSent(id, RequestType.KeysUpload, JSON.stringify(answer));
  }
  return machine;
}

/** Shared with nobody: those who read get the sessions from their key backup, as a new device does. */
async function startMegolmSession(machine: OlmMachine, roomId: string): Promise<void> {
  await machine.invalidateGroupSession(new RoomId(roomId));
  const settings = new EncryptionSettings();
  settings.rotationPeriodMessages = BigInt(messagesPerSession + 1);
  await machine.shareRoomKey(new RoomId(roomId), [], settings);
}
