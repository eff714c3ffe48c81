import { describe, expect, it } from 'vitest';
import { type ListedServers, listServers } from '../whitelist/listed-servers.ts';
import { checkMxc, mediaDownloadUrl, mediaThumbnailUrl, parseMxc } from './mxc.ts';

/** Each refusal says something to developers. */
const refusal = (code: string): unknown => expect.objectContaining({ code, message: expect.stringMatching(/./) });

const servers = listServers([{ serverName: 'a.example', baseUrl: 'https://matrix.a.example' }], false) as ListedServers;

describe('an mxc URI', () => {
  it.each([
    ['mxc://a.example/abc', 'a.example', 'abc'],
    ['mxc://a.example:8448/A_b-9', 'a.example:8448', 'A_b-9'],
    ['mxc://[::1]:8448/x', '[::1]:8448', 'x'],
    [`mxc://a.example/${'x'.repeat(255)}`, 'a.example', 'x'.repeat(255)],
  ])('%s has two parts', (uri, serverName, mediaId) => {
    expect(parseMxc(uri)).toEqual({ serverName, mediaId });
  });

  it.each([
    'mxc://a.example',
    'mxc://a.example/',
    'mxc:///abc',
    'mxc://a.example/a/b',
    'mxc://a.example/..',
    'mxc://a.example/../x',
    'mxc://../config',
    'mxc://./x',
    'mxc://.../x',
    'mxc://a..b/x',
    'mxc://-.a/x',
    'mxc://a.example/x?y',
    'mxc://a.example/x#y',
    'mxc://a.example?x/y',
    'mxc://a.example/x%2e',
    'mxc://a%2eexample/x',
    'mxc://x@a.example/y',
    'mxc://a.example\\x/y',
    'mxc://a.example/x\n',
    ' mxc://a.example/x',
    'MXC://a.example/x',
    'mxc:/a.example/x',
    'https://a.example/x',
    'x-mxc://a.example/x',
    'mxc://a.example/ä',
    `mxc://a.example/${'x'.repeat(256)}`,
    '',
    null,
    undefined,
    { url: 'mxc://a.example/x' },
    ['mxc://a.example/x'],
  ])('%j is none (U6, CVE-2024-50336)', (uri) => {
    expect(() => parseMxc(uri)).toThrow(refusal('WL_MXC'));
    expect(() => checkMxc(servers, uri, 'federated')).toThrow(refusal('WL_MXC'));
  });

  it('of a foreign server is refused in an internal session only', () => {
    expect(checkMxc(servers, 'mxc://a.example/x', 'internal')).toEqual({ serverName: 'a.example', mediaId: 'x' });
    expect(checkMxc(servers, 'mxc://b.example/x', 'federated')).toEqual({ serverName: 'b.example', mediaId: 'x' });
    expect(() => checkMxc(servers, 'mxc://b.example/x', 'internal')).toThrow(refusal('WL_SERVER_NAME'));
  });

  it('is fetched through the own homeserver, without asking for a redirect', () => {
    const mxc = parseMxc('mxc://b.example:8448/x');
    const path = '_matrix/client/v1/media/download/b.example%3A8448/x';
    expect(mediaDownloadUrl('https://matrix.a.example', mxc)).toBe(`https://matrix.a.example/${path}`);
    expect(mediaDownloadUrl('https://matrix.a.example/gw/', mxc)).toBe(`https://matrix.a.example/gw/${path}`);
  });

  it('has a small square picture there', () => {
    expect(mediaThumbnailUrl('https://matrix.a.example', parseMxc('mxc://b.example/x'), 96)).toBe(
      'https://matrix.a.example/_matrix/client/v1/media/thumbnail/b.example/x?width=96&height=96&method=crop',
    );
  });
});
