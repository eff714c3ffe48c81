import { describe, expect, it } from 'vitest';
import { type RedirectAnswer, redirectDecision } from './redirect.ts';

const decide = (changes: Partial<RedirectAnswer> & { path?: string } = {}) =>
  redirectDecision({
    forMedia: true,
    method: 'GET',
    requestUrl: new URL(changes.path ?? '/_matrix/client/v1/media/download/a.example/x', 'https://matrix.a.example'),
    status: 307,
    location: 'https://media.a.example/x?sig=1',
    mediaOrigins: ['https://media.a.example'],
    insecureLocalhost: false,
    ...changes,
  });

describe('an answer', () => {
  it.each([200, 299, 400, 404, 500])('with status %s is no redirect', (status) => {
    expect(decide({ status })).toEqual({ status: 'noRedirect' });
  });

  it.each([301, 302, 303, 307, 308])(
    'with status %s is followed once from media to a listed media origin',
    (status) => {
      expect(decide({ status })).toEqual({ status: 'followOnce', url: 'https://media.a.example/x?sig=1' });
    },
  );

  it.each([
    '/_matrix/client/v1/media/download/a/b/name.png',
    '/_matrix/client/v1/media/thumbnail/a/b',
    '/_matrix/media/v3/download/a/b',
    '/_matrix/media/r0/thumbnail/a/b',
    '/_matrix/media/v1/download/a/b',
    '/gw/_matrix/client/v1/media/download/a/b',
  ])('of the media path %s may be followed', (path) => {
    expect(decide({ path }).status).toBe('followOnce');
  });

  it.each<[string, Partial<RedirectAnswer> & { path?: string }]>([
    ['a status that says not where to', { status: 300 }],
    ['304', { status: 304 }],
    ['399', { status: 399 }],
    ['a caller who did not ask for media', { forMedia: false }],
    ['POST', { method: 'POST' }],
    ['HEAD', { method: 'HEAD' }],
    ['another path', { path: '/_matrix/client/v3/account/whoami' }],
    ['the media configuration', { path: '/_matrix/client/v1/media/config' }],
    ['an upload', { path: '/_matrix/media/v3/upload/a/b' }],
    ['a path that only ends like media', { path: '/_matrix/client/v1/media/download' }],
    ['an unknown version', { path: '/_matrix/client/v9/media/download/a/b' }],
    ['a hidden target', { location: null }],
    ['an empty target', { location: '' }],
    ['a relative target', { location: '/elsewhere' }],
    ['a target without scheme', { location: '//media.a.example/x' }],
    ['a foreign target', { location: 'https://evil.example/x' }],
    ['a target that looks like a media origin', { location: 'https://media.a.example.evil.example/x' }],
    ['another port', { location: 'https://media.a.example:444/x' }],
    ['plain http', { location: 'http://media.a.example/x' }],
    ['user info', { location: 'https://x@media.a.example/x' }],
    ['a fragment', { location: 'https://media.a.example/x#y' }],
    ['white space', { location: 'https://media.a.example/x y' }],
    ['script', { location: 'javascript:alert(1)' }],
    ['no media origin', { mediaOrigins: [] }],
    [
      'localhost outside of development mode',
      { location: 'http://localhost:1/', mediaOrigins: ['http://localhost:1'] },
    ],
    [
      'another host without TLS in development mode',
      { location: 'http://b.example/', mediaOrigins: ['http://b.example'], insecureLocalhost: true },
    ],
  ])('is refused with %s', (_, changes) => {
    expect(decide(changes)).toEqual({ status: 'refused' });
  });

  it('leads to an origin however it is written in the list', () => {
    expect(decide({ mediaOrigins: ['https://MEDIA.a.example:443/'] })).toMatchObject({ status: 'followOnce' });
  });

  it('leads to a listed localhost in development mode', () => {
    const local = { location: 'http://localhost:1/x', mediaOrigins: ['http://localhost:1'], insecureLocalhost: true };
    expect(decide(local)).toEqual({ status: 'followOnce', url: 'http://localhost:1/x' });
  });
});
