import type { SessionState } from '@bundesmessenger/core';
import { BmError } from '@bundesmessenger/core/errors';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it } from 'vitest';
import { createFakeRooms, fakeRoom, stateEvent } from '../testing/fake-rooms.ts';
import { loggedInSession } from '../testing/fixtures.ts';
import { createProfileSource } from './profile.source.ts';
import type { Profile } from './profile.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const own = '@anna:server.example';
const path = `/_matrix/client/v3/profile/${encodeURIComponent(own)}`;
const avatar = 'mxc://server.example/picture';
const member = (displayname: string, at: number, roomId = '!room:server.example') =>
  fakeRoom({
    roomId,
    states: [stateEvent('m.room.member', { membership: 'join', displayname }, own, { origin_server_ts: at })],
  });

function start(first: SessionState = loggedInSession()) {
  const state = writable<SessionState>(first);
  const rooms = createFakeRooms();
  const requested: string[] = [];
  const server = { answer: (): object | Promise<object> => ({ displayname: 'Anna Schmidt', avatar_url: avatar }) };
  const profile = createProfileSource({
    state,
    rooms,
    async request({ method, path: asked }) {
      requested.push(`${method} ${asked}`);
      return (await server.answer()) as Readonly<Record<string, unknown>>;
    },
  });
  const heard: Profile[] = [];
  return { state, rooms, requested, server, profile, heard, watch: () => profile.subscribe((now) => heard.push(now)) };
}

describe('the own profile', () => {
  it('is asked for when somebody listens, and shows name and picture', async () => {
    const { requested, profile, heard, watch } = start();
    expect(requested).toEqual([]);
    watch();
    await tick();
    expect(requested).toEqual([`GET ${path}`]);
    expect(heard).toEqual([{}, { displayName: 'Anna Schmidt', avatarUrl: avatar }]);
    expect(profile.get()).toBe(heard.at(-1));
  });

  it('is not asked for before the session is in sync', async () => {
    const { state, requested, watch } = start({ status: 'starting' });
    watch();
    state.set(loggedInSession({ sync: { status: 'catchingUp' } }));
    state.set(loggedInSession({ sync: { status: 'offline', error: { code: 'OFFLINE', message: 'x' } } }));
    await tick();
    expect(requested).toEqual([]);
    state.set(loggedInSession());
    state.set(loggedInSession({ device: 'unverified' }));
    await tick();
    expect(requested).toEqual([`GET ${path}`]);
  });

  it('takes nothing that is no name and no mxc: URI', async () => {
    const { server, profile, watch } = start();
    server.answer = () => ({ displayname: '\u202Enna\u0000  S', avatar_url: 'https://evil.example/x.png' });
    watch();
    await tick();
    expect(profile.get()).toEqual({ displayName: 'nna S' });
  });

  it('stays empty when the server refuses, and is asked for again with the next sync', async () => {
    const { state, server, profile, requested, watch } = start();
    server.answer = () => Promise.reject(new BmError('OFFLINE', 'x'));
    watch();
    await tick();
    expect(profile.get()).toEqual({});
    server.answer = () => ({ displayname: 'Anna' });
    state.set(loggedInSession({ sync: { status: 'offline', error: { code: 'OFFLINE', message: 'x' } } }));
    state.set(loggedInSession());
    await tick();
    expect(profile.get()).toEqual({ displayName: 'Anna' });
    expect(requested).toHaveLength(2);
  });

  it('goes with who is logged in, also where the answer comes late', async () => {
    const { state, server, profile, requested, watch } = start();
    let answer: (profile: object) => void = () => undefined;
    server.answer = () => new Promise((resolve) => (answer = resolve));
    watch();
    state.set({ status: 'loggingOut' });
    state.set(loggedInSession({ userId: '@ben:server.example' }));
    const late = answer;
    late({ displayname: 'Anna' });
    await tick();
    expect(profile.get()).toEqual({});
    answer({ displayname: 'Ben' });
    await tick();
    expect(profile.get()).toEqual({ displayName: 'Ben' });
    expect(requested).toHaveLength(2);
    state.set({ status: 'loggingOut' });
    expect(profile.get()).toEqual({});
  });

  describe('when a membership of the own user comes', () => {
    it('is asked for again where it says something else, once for all rooms', async () => {
      const { rooms, server, profile, requested, watch } = start();
      rooms.put(member('Anna Schmidt', 1_000));
      watch();
      await tick();
      server.answer = () => ({ displayname: 'Anna Weber' });
      rooms.put(member('Anna Weber', 2_000), member('Anna Weber', 2_001, '!other:server.example'));
      rooms.put(member('Anna Weber', 2_002, '!third:server.example'));
      await tick();
      expect(profile.get()).toEqual({ displayName: 'Anna Weber' });
      // The second came while the first was under way.
      expect(requested).toHaveLength(3);
      rooms.put(member('Anna Weber', 2_003, '!fourth:server.example'));
      expect(requested).toHaveLength(3);
    });

    it('is not asked for where it is older, as in rooms that come for the first time', async () => {
      const { rooms, requested, watch } = start();
      rooms.put(member('Anna Schmidt', 1_000));
      watch();
      await tick();
      rooms.put(member('Frau Schmidt', 900, '!old:server.example'));
      await tick();
      expect(requested).toHaveLength(1);
    });
  });

  it('ends with the last listener', async () => {
    const { state, rooms, requested, watch } = start({ status: 'starting' });
    watch()();
    state.set(loggedInSession());
    rooms.put(member('Anna Weber', 2_000));
    await tick();
    expect(requested).toEqual([]);
  });
});
