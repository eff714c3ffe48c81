import { describe, expect, it, vi } from 'vitest';
import { BmError, type ErrorCode } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { ContentScanning } from '../media/content-scanner.ts';
import { askAccountFacts, askMaintenance, askSupportContact } from './ask-operator.ts';

const { signal } = new AbortController();
const answering = (status: number, body: string) => vi.fn<GuardedFetch>(async () => new Response(body, { status }));

describe('the question for maintenance', () => {
  it('goes below the base URL, whatever its path', async () => {
    for (const baseUrl of ['https://matrix.behoerde.example/gw/', 'https://matrix.behoerde.example/gw']) {
      const fetch = answering(200, '{}');
      expect(await askMaintenance(fetch, baseUrl, signal)).toEqual({ status: 'answered', downtimes: [] });
      const [url, , purpose] = fetch.mock.calls[0]!;
      expect([url, purpose]).toEqual(['https://matrix.behoerde.example/gw/_matrix/cmaintenance', 'api']);
    }
  });

  it.each([
    [404, '<h1>404</h1>', 'refused'],
    [500, '', 'refused'],
    [403, '{}', 'refused'],
    [200, '<!doctype html>', 'answered'],
    [200, 'x'.repeat(70_000), 'failed'],
  ] as const)('answered with %i is %s', async (status, body, found) => {
    expect((await askMaintenance(answering(status, body), 'https://a.example/', signal)).status).toBe(found);
  });

  it('that nobody answers has failed', async () => {
    const fetch = vi.fn<GuardedFetch>(() => Promise.reject(new BmError('OFFLINE', 'x')));
    expect(await askMaintenance(fetch, 'https://a.example/', signal)).toEqual({ status: 'failed' });
  });
});

describe('the question for the support contact', () => {
  const url = 'https://behoerde.example/.well-known/matrix/support';

  it('is one of discovery', async () => {
    const fetch = answering(200, '{"support_page":"https://behoerde.example/hilfe"}');
    expect(await askSupportContact(fetch, url, signal)).toEqual({ pageUrl: 'https://behoerde.example/hilfe' });
    expect(fetch.mock.calls[0]![2]).toBe('discovery');
  });

  it('without an answer names nobody', async () => {
    expect(await askSupportContact(answering(404, ''), url, signal)).toBeUndefined();
    expect(await askSupportContact(answering(200, '<!doctype html>'), url, signal)).toBeUndefined();
  });
});

describe('the questions about the account', () => {
  const answers: Readonly<Record<string, object>> = {
    '/_matrix/client/v3/capabilities': { capabilities: { 'm.set_displayname': { enabled: false } } },
    '/_matrix/client/v1/media/config': { 'm.upload.size': 1_000 },
    '/_matrix/client/v3/password_policy': { 'm.minimum_length': 8 },
    '/_synapse/client/v1/config/federation_whitelist': { whitelist_enabled: true, whitelist: ['land.example'] },
  };

  it('are four, and what they say is read', async () => {
    const facts = await askAccountFacts(async ({ path }) => answers[path] as never, undefined);
    expect(facts).toEqual({
      capabilities: { canChangePassword: true, canChangeDisplayName: false, canChangeAvatar: true },
      limits: { uploadBytes: 1_000 },
      passwordPolicy: { minimumLength: 8, needs: [] },
      federationPartners: ['land.example'],
    });
  });

  const failing = (code: ErrorCode) => askAccountFacts(() => Promise.reject(new BmError(code, 'x')), 'off');

  it.each<[ContentScanning, scanner: 'there' | 'not there' | 'down', boolean]>([
    ['off', 'there', false],
    ['auto', 'there', true],
    ['auto', 'not there', false],
    ['auto', 'down', true],
    ['required', 'not there', true],
  ])('with scanning %s and a content scanner that is %s tell of one: %s', async (scanning, scanner, told) => {
    const facts = await askAccountFacts(async ({ path }) => {
      if (!path.endsWith('/public_key')) return {} as never;
      if (scanner === 'there') return { public_key: 'key' } as never;
      throw new BmError(scanner === 'down' ? 'SERVER_ERROR' : 'UNEXPECTED', 'x');
    }, scanning);
    expect(facts.contentScanner).toBe(told ? true : undefined);
  });

  it.each<ErrorCode>(['BAD_RESPONSE', 'UNEXPECTED', 'FORBIDDEN'])('that end with %s tell nothing', async (code) => {
    expect(await failing(code)).toEqual({});
  });

  it.each<ErrorCode>([
    'OFFLINE',
    'SERVER_ERROR',
    'MAINTENANCE',
    'HOMESERVER_DISABLED',
    'RATE_LIMITED',
    'TOKEN_UNKNOWN',
  ])('that end with %s are worth another try', async (code) => {
    await expect(failing(code)).rejects.toMatchObject({ code });
  });
});
