/**
 * Welcomes a person on each device they log in with. A welcome written before could not be read: a message is
 * encrypted for the devices that exist when it is written.
 */
import type { Session } from '@bundesmessenger/core';
import type { Person } from './people.ts';

type Client = NonNullable<ReturnType<Session['client']['get']>>;

/** `CryptoEvent.DevicesUpdated`; only core imports matrix-js-sdk. */
const devicesUpdated = 'crypto.devicesUpdated' as Parameters<Client['on']>[0];

const body = 'Guten Tag und willkommen! Was Sie in einem Chat schreiben, können nur die Personen darin lesen.';

/** @param roomId of a room with nobody else in it */
export async function welcome(session: Session, roomId: string, person: Person): Promise<void> {
  const client = session.client.get()!;
  const crypto = client.getCrypto()!;
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
  client.on(devicesUpdated, listener as Parameters<Client['on']>[1]);

  // From now on the devices of the members are followed.
  const room = client.getRoom(roomId)!;
  await room.loadMembersIfNeeded();
  crypto.prepareToEncrypt(room);
}
