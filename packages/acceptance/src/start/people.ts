/** Who can log in: two people in one encrypted room, which a service account has made for them. */
import { allowInsecureLocalhost, createSession, type Session } from '@bundesmessenger/core';
import type { Homeserver } from '@bundesmessenger/homeserver';
import { welcome } from './welcome.ts';

export interface Person {
  readonly userId: string;
  readonly localpart: string;
  readonly displayName: string;
  readonly password: string;
}

export interface People {
  readonly anna: Person;
  readonly ben: Person;
  readonly roomName: string;
  /** Of the service account, which is an administrator of the server. */
  readonly adminToken: string;
  stop(): Promise<void>;
}

const roomName = 'Bauantrag 2026-0815';
/** For loopback only: the same for everybody, and printed. */
const password = 'Loopback-1';

export async function makePeople(homeserver: Homeserver): Promise<People> {
  const create = async (localpart: string, displayName: string, admin = false): Promise<Person> => {
    const { userId } = await homeserver.createUser(localpart, password, { displayName, admin });
    return { userId, localpart, displayName, password };
  };
  const anna = await create('anna', 'Anna Amtmann');
  const ben = await create('ben', 'Ben Bürger');
  const service = await create('servicebuero', 'Servicebüro', true);

  const session = await logIn(homeserver, service);
  const { accessToken: adminToken } = (await session.storage.get<{ accessToken: string }>('credentials'))!;
  /** The people join without a device: the first one each logs in with shall be the browser's. */
  const makeRoom = async (name: string, members: readonly Person[]): Promise<string> => {
    const invite = members.map(({ userId }) => userId);
    const { roomId } = await session.createRoom({ name, invite, federation: 'internal' });
    for (const userId of invite) await joinAsAdmin(homeserver, adminToken, roomId, userId);
    return roomId;
  };
  try {
    for (const person of [anna, ben]) await welcome(session, await makeRoom(service.displayName, [person]), person);
    await session.leave(await makeRoom(roomName, [anna, ben]));
  } catch (error) {
    await session.stop();
    throw error;
  }
  return { anna, ben, roomName, adminToken, stop: () => session.stop() };
}

async function logIn(homeserver: Homeserver, { localpart, password }: Person): Promise<Session> {
  const { serverName, baseUrl } = homeserver;
  const session = await createSession({
    homeserver: serverName,
    whitelist: { servers: [{ serverName, baseUrl }] },
    [allowInsecureLocalhost]: true,
  });
  await session.login({ type: 'm.login.password', user: localpart, password });
  return session;
}

async function joinAsAdmin(homeserver: Homeserver, token: string, roomId: string, userId: string): Promise<void> {
  const response = await fetch(`${homeserver.baseUrl}/_synapse/admin/v1/join/${encodeURIComponent(roomId)}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user_id: userId }),
  });
  if (!response.ok) throw new Error(`${userId} could not join the room: ${response.status} ${await response.text()}`);
}
