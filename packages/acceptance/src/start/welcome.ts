/**
 * Welcomes a person on each device they log in with. A welcome written before could not be read: a message is
 * encrypted for the devices that exist when it is written.
 */
import type { Session } from '@bundesmessenger/core';
import type { WithEngine } from '../e2ee/engine.ts';
import type { Person } from './people.ts';

/** `CryptoEvent.DevicesUpdated`; only core imports matrix-js-sdk. */
const devicesUpdated = 'crypto.devicesUpdated';

/** matrix-js-sdk's crypto announces by events, which its public type leaves out. */
type Announcing = WithEngine['crypto'] & { on(event: string, listener: (userIds: readonly string[]) => void): void };

const body = 'Guten Tag und willkommen! Was Sie in einem Chat schreiben, können nur die Personen darin lesen.';

/** @param roomId of a room with nobody else in it */
export async function welcome(session: Session, roomId: string, person: Person): Promise<void> {
  await session.rooms.loadMembers(roomId);
  const { crypto, prepare } = await encryptionOf(session);
  const welcomed = new Set<string>();

  const onDevicesUpdated = async (userIds: readonly string[]): Promise<void> => {
    if (!userIds.includes(person.userId)) return;
    const devices = (await crypto.getUserDeviceInfo([person.userId])).get(person.userId);
    const added = [...(devices?.keys() ?? [])].filter((id) => !welcomed.has(id));
    if (added.length === 0) return;
    for (const id of added) welcomed.add(id);
    const content = await session.encrypt(roomId, 'm.room.message', { msgtype: 'm.text', body });
    await session.sendEncrypted(roomId, content, `welcome-${added.join('-')}`);
  };
  const listener = (userIds: readonly string[]): void => {
    onDevicesUpdated(userIds).catch((error: unknown) => console.error(`${person.userId} was not welcomed:`, error));
  };
  (crypto as Announcing).on(devicesUpdated, listener);

  // From now on the devices of the members are followed.
  await prepare(roomId);
}

function encryptionOf({ encryption }: Session): Promise<WithEngine> {
  return new Promise((resolve) => {
    const stop = encryption.subscribe((running) => {
      if (!running) return;
      queueMicrotask(() => stop());
      resolve(running as WithEngine);
    });
  });
}
