import { createSession } from '@bundesmessenger/core';
import { allowInsecureLocalhost } from '@bundesmessenger/core/types';
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '@bundesmessenger/core/readable';
import { createStore } from '../host.ts';

let homeserver: Homeserver;
const ends: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  homeserver = await startHomeserver();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(() => homeserver?.stop());

describe('the own profile at a real homeserver', () => {
  it('shows the name, and the picture as soon as it is set elsewhere', async () => {
    await homeserver.createUser('anna', 'Geheim-1234!', { displayName: 'Anna Schmidt' });
    const session = await createSession({
      homeserver: homeserver.serverName,
      whitelist: { servers: [{ serverName: homeserver.serverName, baseUrl: homeserver.baseUrl }] },
      [allowInsecureLocalhost]: true,
    });
    const store = createStore(session);
    ends.push(async () => {
      store.close();
      await session.stop();
    });
    await until(store.session, ({ status }) => status === 'loggedOut');
    expect(store.profile.get()).toEqual({});
    ends.push(store.profile.subscribe(() => undefined));
    await store.login({ type: 'm.login.password', user: 'anna', password: 'Geheim-1234!' });
    expect(await until(store.profile, ({ displayName }) => displayName !== undefined)).toEqual({
      displayName: 'Anna Schmidt',
    });

    // The server tells of a change by memberships: there has to be a room.
    await store.createRoom({ name: 'Bauantrag' });
    const path = `/_matrix/client/v3/profile/${encodeURIComponent(`@anna:${homeserver.serverName}`)}`;
    const picture = `mxc://${homeserver.serverName}/AnnasPicture`;
    await session.request({ method: 'PUT', path: `${path}/avatar_url`, body: { avatar_url: picture } });
    expect(await until(store.profile, ({ avatarUrl }) => avatarUrl !== undefined)).toEqual({
      displayName: 'Anna Schmidt',
      avatarUrl: picture,
    });
  });
});
