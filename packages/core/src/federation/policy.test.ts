import { describe, expect, it } from 'vitest';
import { type ListedServers, listServers } from '../whitelist/listed-servers.ts';
import { type FederationPolicy, judgeMember, judgeRoom, projectPartners } from './policy.ts';
import { serverAcl } from './server-acl.ts';

const listed = listServers(
  [
    { serverName: 'bund.example', baseUrl: 'https://matrix.bund.example' },
    { serverName: 'land.example', baseUrl: 'https://matrix.land.example' },
  ],
  false,
) as ListedServers;
const internal: FederationPolicy = { federation: 'internal', listed };
const federated: FederationPolicy = { federation: 'federated', listed };
const told: FederationPolicy = { ...federated, partners: ['bund.example', 'land.example', 'stadt.example'] };

const judgeServer = (policy: FederationPolicy, serverName: string) => judgeMember(policy, `@otto:${serverName}`);

const notListed = { code: 'WL_SERVER_NAME', serverName: 'fremd.example' };
const notFederated = { code: 'FEDERATION_REFUSED', serverName: 'fremd.example' };

describe('in an internal session', () => {
  it('a server is one of the list', () => {
    expect(judgeServer(internal, 'bund.example')).toBeUndefined();
    expect(judgeServer(internal, 'land.example')).toBeUndefined();
    expect(judgeServer(internal, 'fremd.example')).toEqual(notListed);
  });

  it.each([
    ['an invitation', { room: '!room', sender: '@otto:fremd.example' }],
    ['a knock', { room: '!room', via: ['fremd.example'] }],
    ['an alias', { room: '#room:fremd.example' }],
    ['a room id of earlier versions', { room: '!room:fremd.example' }],
    ['a child of a space', { room: '!room', via: ['bund.example', 'fremd.example'], sender: '@anna:bund.example' }],
    ['an upgrade', { room: '!new', sender: '@otto:fremd.example' }],
  ])('%s that names another server is refused, with the server', (_name, reference) => {
    expect(judgeRoom(internal, reference)).toEqual(notListed);
  });

  it('a room with listed servers only may be entered', () => {
    const reference = { room: '#room:land.example', via: ['bund.example'], sender: '@berta:land.example' };
    expect(judgeRoom(internal, reference)).toBeUndefined();
  });

  it('the homeserver’s own list narrows the list further, and never widens it', () => {
    const narrow = { ...internal, partners: ['bund.example', 'fremd.example'] };
    expect(judgeServer(narrow, 'land.example')).toEqual({ code: 'FEDERATION_REFUSED', serverName: 'land.example' });
    expect(judgeServer(narrow, 'fremd.example')).toEqual(notListed);
    expect(judgeServer(narrow, 'bund.example')).toBeUndefined();
  });
});

describe('in a federated session', () => {
  it('the homeserver decides, where it tells nothing of its federation', () => {
    expect(judgeServer(federated, 'fremd.example')).toBeUndefined();
    expect(judgeRoom(federated, { room: '#room:fremd.example' })).toBeUndefined();
  });

  it.each([
    ['an invitation', { room: '!room', sender: '@otto:fremd.example' }],
    ['a knock', { room: '!room', via: ['fremd.example'] }],
    ['an alias', { room: '#room:fremd.example' }],
    ['a child of a space', { room: '!room', via: ['stadt.example', 'fremd.example'] }],
  ])('%s that names a server it does not federate with is refused, with the server', (_name, reference) => {
    expect(judgeRoom(told, reference)).toEqual(notFederated);
  });

  it('the own server and its partners may be named', () => {
    expect(judgeRoom(told, { room: '#room:stadt.example', via: ['bund.example', 'land.example'] })).toBeUndefined();
    expect(judgeServer(told, 'bund.example')).toBeUndefined();
  });

  it('a server that federates with nobody has only itself', () => {
    const alone = { ...federated, partners: ['bund.example'] };
    expect(judgeServer(alone, 'bund.example')).toBeUndefined();
    expect(judgeServer(alone, 'land.example')).toMatchObject({ code: 'FEDERATION_REFUSED' });
  });
});

describe('a user', () => {
  it('is invited to a room only if its server ACL admits the user’s server', () => {
    const room = serverAcl('internal', '@anna:bund.example');
    expect(judgeMember(told, '@ben:bund.example', room)).toBeUndefined();
    expect(judgeMember(told, '@berta:land.example', room)).toEqual({
      code: 'ROOM_INTERNAL',
      serverName: 'land.example',
    });
    expect(judgeMember(told, '@berta:land.example', serverAcl('federated', '@anna:bund.example'))).toBeUndefined();
    expect(judgeMember(told, '@berta:land.example')).toBeUndefined();
    expect(judgeMember(told, '@otto:fremd.example', room)).toEqual(notFederated);
  });

  it('whose id is none is refused', () => {
    for (const userId of ['', 'anna', '@anna', '@anna:', '@anna:a b']) {
      expect(judgeMember(federated, userId)).toMatchObject({ code: 'WL_SERVER_NAME' });
      expect(judgeMember(internal, userId)).toMatchObject({ code: 'WL_SERVER_NAME' });
    }
  });
});

describe('what the homeserver tells of its federation', () => {
  it('is a list of server names', () => {
    const whitelist = ['land.example', 'stadt.example:8448', '', 5, 'a b', null];
    expect(projectPartners({ whitelist_enabled: true, whitelist })).toEqual(['land.example', 'stadt.example:8448']);
    expect(projectPartners({ whitelist_enabled: true, whitelist: [] })).toEqual([]);
  });

  it('is nothing where it federates with everybody, or answers something else', () => {
    for (const answer of [
      { whitelist_enabled: false, whitelist: [] },
      { whitelist: ['land.example'] },
      { whitelist_enabled: true },
      { whitelist_enabled: true, whitelist: 'land.example' },
      null,
      [],
      'html',
    ]) {
      expect(projectPartners(answer)).toBeUndefined();
    }
  });
});
