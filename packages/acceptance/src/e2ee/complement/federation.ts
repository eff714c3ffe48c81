/** A homeserver that is away for a while (complement-crypto, `federation_connectivity_test.go`). */
import { createSession, type Session } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import {
  auditMessages,
  federationProfile,
  type FederationServers,
  type ProfileServer,
} from '@bundesmessenger/homeserver';
import type { Device } from '../device.ts';
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { logIn, password } from '../stage.ts';
import { expectThat } from '../until.ts';

interface TwoAuthorities {
  readonly servers: FederationServers;
  device(server: ProfileServer, localpart: string): Promise<Device>;
}

/** Two real homeservers that federate, for the time of one scenario. */
async function withTwoAuthorities(play: (authorities: TwoAuthorities) => Promise<void>): Promise<void> {
  const running = await federationProfile.start({ log: () => undefined });
  const { servers } = running;
  const sessions: Session[] = [];
  const listed = [servers.first, servers.second].map(({ homeserver: { serverName }, baseUrl }) => ({
    serverName,
    baseUrl,
  }));
  try {
    await play({
      servers,
      async device({ homeserver }, localpart) {
        await homeserver.createUser(localpart, password);
        const session = await createSession({
          homeserver: homeserver.serverName,
          whitelist: { servers: listed },
          federation: 'federated',
          [allowInsecureLocalhost]: true,
        });
        sessions.push(session);
        return logIn(session, localpart);
      },
    });
    for (const { homeserver } of [servers.first, servers.second]) {
      const { clear } = auditMessages(homeserver.databasePath);
      expectThat(clear.length === 0, `in clear at ${homeserver.serverName}: ${JSON.stringify(clear)}`);
    }
  } finally {
    await Promise.all(sessions.map((session) => session.stop()));
    await running.stop();
  }
}

/** After this time the engine asks again for the keys of a server that was away (matrix-sdk-crypto, `FailuresCache`). */
const asksAgainAfterMs = 20_000;

export const federation: readonly Scenario[] = [
  scenario(
    'Whose server was away reads what newcomers say once it is back',
    'TestNewUserCannotGetKeysForOfflineServer',
    () =>
      withTwoAuthorities(async ({ servers, device }) => {
        const anna = await device(servers.first, 'anna');
        const ben = await device(servers.second, 'ben');
        const carla = await device(servers.first, 'carla');
        const roomId = await makeRoom(anna, { invite: [ben] });
        await ben.session.join(roomId);
        await anna.untilMember(roomId, ben.userId, 'join');
        await ben.untilReads(await anna.say(roomId, 'alle da'));
        await servers.second.homeserver.pause();
        await anna.session.invite(roomId, carla.userId);
        await carla.session.join(roomId);
        await carla.untilMember(roomId, ben.userId, 'join');
        const away = await carla.say(roomId, 'während der Server weg ist');
        await anna.untilReads(away);
        await servers.second.homeserver.resume();
        // A word of the server that was away tells the other one that it is back.
        await ben.say(roomId, 'wieder da');
        await new Promise((resolve) => setTimeout(resolve, asksAgainAfterMs));
        const back = await carla.say(roomId, 'jetzt lesbar');
        await ben.untilReads(back);
        await ben.untilFails(away);
      }),
  ),

  scenario(
    'Whose server is away gets the room key all the same from those who have written before',
    'TestExistingSessionCannotGetKeysForOfflineServer',
    () =>
      withTwoAuthorities(async ({ servers, device }) => {
        const anna = await device(servers.first, 'anna');
        const ben = await device(servers.second, 'ben');
        const carla = await device(servers.first, 'carla');
        const ofCarla = await makeRoom(carla, { invite: [ben] });
        const ofAnna = await makeRoom(anna, { invite: [ben] });
        for (const roomId of [ofCarla, ofAnna]) await ben.session.join(roomId);
        await carla.untilMember(ofCarla, ben.userId, 'join');
        await anna.untilMember(ofAnna, ben.userId, 'join');
        await ben.untilReads(await carla.say(ofCarla, 'Hallo'));
        await ben.untilReads(await anna.say(ofAnna, 'Hallo'));
        await servers.second.homeserver.pause();
        await anna.session.invite(ofAnna, carla.userId);
        await carla.session.join(ofAnna);
        await carla.untilMember(ofAnna, ben.userId, 'join');
        const message = await carla.say(ofAnna, 'auch ohne seinen Server');
        await anna.untilReads(message);
        await servers.second.homeserver.resume();
        await ben.untilReads(message);
      }),
  ),
];
