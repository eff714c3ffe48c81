/** A logged-in session as a scenario speaks of it: says something in a room, reads what others said. */
import type { Decryption, Session } from '@bundesmessenger/core';
import type { ClientEvent } from '@bundesmessenger/core/types';
import { addCanary, marked, withoutCanaries } from './canaries.ts';
import type { WithEngine } from './engine.ts';
import { poll } from './until.ts';

export interface Message {
  readonly roomId: string;
  readonly eventId: string;
  /** As it was sent: with the mark of the run. */
  readonly body: string;
}

export interface Device {
  readonly session: Session;
  readonly userId: string;
  readonly deviceId: string;
  say(roomId: string, body: string): Promise<Message>;
  /** Any event, encrypted. */
  send(roomId: string, type: string, content: object): Promise<string>;
  /** What this device makes of an event now. */
  decryptionOf(roomId: string, eventId: string): Promise<Decryption>;
  /** Resolves with the decryption once the message is readable and says what it should. */
  untilReads(message: Message): Promise<Extract<Decryption, { status: 'decrypted' }>>;
  /** Resolves once the message has failed. */
  untilFails(message: Message): Promise<Extract<Decryption, { status: 'failed' }>>;
  event(roomId: string, eventId: string): Promise<ClientEvent>;
  /** Waits until this device knows of the user's membership. */
  untilMember(roomId: string, userId: string, membership: string): Promise<void>;
  /** Waits until this device knows of another one, or knows that it is gone. */
  untilKnows(other: Pick<Device, 'userId' | 'deviceId'>, known?: boolean): Promise<void>;
  /** Megolm session that an encrypted event names. */
  sessionOf(message: Message): Promise<string>;
  readonly encryption: WithEngine;
  stop(): Promise<void>;
}

export function createDevice(session: Session): Device {
  const state = session.state.get();
  if (state.status !== 'loggedIn') throw new Error('a device is a session that is logged in');
  const { userId, deviceId } = state;
  /** Those that came by request: equal events have to be one object. */
  const fetched = new Map<string, ClientEvent>();
  const opened = new Map<string, () => void>();
  const open = (roomId: string): void => {
    if (!opened.has(roomId)) opened.set(roomId, session.rooms.open(roomId));
  };

  const encryption = (): WithEngine => {
    const running = session.encryption.get();
    if (!running) throw new Error(`${userId} ${deviceId} has no encryption`);
    return running as WithEngine;
  };
  const event = async (roomId: string, eventId: string): Promise<ClientEvent> => {
    const live = session.rooms.get(roomId)?.live.events.find(({ event_id: id }) => id === eventId);
    const known = live ?? fetched.get(eventId);
    if (known) return known;
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/event/${encodeURIComponent(eventId)}`;
    const answer = (await session.request({ method: 'GET', path })) as unknown as ClientEvent;
    fetched.set(eventId, answer);
    return answer;
  };
  const decryptionOf = async (roomId: string, eventId: string): Promise<Decryption> => {
    const encryption = session.encryption.get();
    if (!encryption) return { status: 'pending' };
    const found = await event(roomId, eventId).catch(() => undefined);
    if (!found) return { status: 'pending' };
    await encryption.decrypt(roomId, [found]);
    return encryption.decryptionOf(roomId, found);
  };
  const send = async (roomId: string, type: string, content: object): Promise<string> => {
    const encrypted = await session.encrypt(roomId, type, content);
    const sent = await session.sendEncrypted(roomId, encrypted, crypto.randomUUID());
    return sent.eventId;
  };

  return {
    session,
    userId,
    deviceId,
    send,
    async say(roomId, text) {
      const body = marked(text);
      addCanary(body);
      return { roomId, body, eventId: await send(roomId, 'm.room.message', { msgtype: 'm.text', body }) };
    },
    decryptionOf,
    async untilReads({ roomId, eventId, body }) {
      open(roomId);
      const decryption = await poll(
        () => decryptionOf(roomId, eventId),
        (value) => value.status === 'decrypted',
        `${userId} ${deviceId} reads "${withoutCanaries(body)}"`,
      );
      if (decryption.status !== 'decrypted' || decryption.content.body !== body) {
        throw new Error(`the message says something else than "${withoutCanaries(body)}"`);
      }
      return decryption;
    },
    async untilFails({ roomId, eventId, body }) {
      open(roomId);
      const decryption = await poll(
        () => decryptionOf(roomId, eventId),
        (value) => value.status !== 'pending',
        `${userId} ${deviceId} cannot read "${withoutCanaries(body)}"`,
      );
      if (decryption.status !== 'failed') throw new Error(`"${withoutCanaries(body)}" can be read and should not`);
      return decryption;
    },
    event,
    async untilMember(roomId, member, membership) {
      open(roomId);
      await poll(
        () => session.rooms.get(roomId)?.state('m.room.member', member)?.content.membership,
        (value) => value === membership,
        `${userId} sees that ${member} is ${membership}`,
      );
    },
    async untilKnows(other, known = true) {
      await poll(
        async () =>
          (await encryption().crypto.getUserDeviceInfo([other.userId], true)).get(other.userId)?.has(other.deviceId),
        (value) => value === known,
        `${userId} knows${known ? '' : ' no more'} of ${other.deviceId}`,
      );
    },
    async sessionOf({ roomId, eventId }) {
      return String((await event(roomId, eventId)).content.session_id);
    },
    get encryption() {
      return encryption();
    },
    async stop() {
      for (const letGo of opened.values()) letGo();
      opened.clear();
      await session.stop();
    },
  };
}
