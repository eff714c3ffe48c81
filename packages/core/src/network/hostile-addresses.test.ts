/** Addresses and failures that a homeserver gives: nothing of them leads to where the session may not go. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BmError, generalCodes, whitelistCodes } from '../errors.ts';
import { listServers, type ListedServers } from '../whitelist/listed-servers.ts';
import { hostileObject } from '../sync/testing/hostile-events.ts';
import { always, hostileJson, hostileText, oddNumber } from '../sync/testing/hostile-json.ts';
import { errorFromAnswer, toBmError } from './matrix-error.ts';
import { checkMxc, mediaDownloadUrl, mediaThumbnailUrl } from './mxc.ts';
import { redirectDecision } from './redirect.ts';
import { shownAddress, shownContact, shownLink } from './shown-link.ts';
import { parseConfiguredUrl } from './web-url.ts';

const origin = 'https://matrix.hs.example';
const servers = listServers([{ serverName: 'hs.example', baseUrl: origin }], false) as ListedServers;
const parts = fc.constantFrom(
  'mxc://',
  'https://',
  'HTTPS://',
  'http:',
  'mailto:',
  '//',
  '/',
  '..',
  '%2e%2e',
  'hs.example',
  'matrix.hs.example',
  '@',
  ':',
  ':443',
  '#',
  '?',
  '\\',
  '[::1]',
  '127.0.0.1',
  'evil.example',
  'a',
  'media',
  '\t',
  '*.',
  '.',
);
const addresses = fc.oneof(
  fc.array(fc.oneof(parts, parts, hostileText), { maxLength: 7 }).map((some) => some.join('')),
  hostileText,
);
const codes: readonly string[] = [...whitelistCodes, ...generalCodes];

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof BmError) return error.code;
    throw error;
  }
}

describe('an address from a homeserver', () => {
  it('is media of a listed server at the own homeserver, or WL_MXC or WL_SERVER_NAME', () => {
    always(fc.tuple(addresses, fc.constantFrom('internal', 'federated')), ([uri, federation]) => {
      const code = codeOf(() => {
        const mxc = checkMxc(servers, uri, federation as 'internal');
        for (const address of [mediaDownloadUrl(origin, mxc), mediaThumbnailUrl(origin, mxc, 64)]) {
          const url = new URL(address);
          expect([url.origin, url.hash]).toEqual([origin, '']);
          expect(url.pathname).toMatch(/^\/_matrix\/client\/v1\/media\/(download|thumbnail)\/[^/]+\/[\w-]+$/);
        }
      });
      if (code !== undefined) expect(['WL_MXC', 'WL_SERVER_NAME']).toContain(code);
    });
  });

  it('is shown as a link only where it is a plain one', () => {
    always(fc.oneof(addresses, hostileJson), (value) => {
      const link = shownLink(value);
      if (link !== undefined) expect([new URL(link).protocol, new URL(link).username]).toEqual(['https:', '']);
      const address = shownAddress(value);
      if (address !== undefined) expect(address).toMatch(/^[^\s@,;<>?&%]+@[^\s@,;<>?&%]+$/);
      const contact = shownContact(value);
      if (contact !== undefined) expect(contact).toMatch(/^(https:|mailto:[^\s?]+$)/);
    });
  });

  it('is configured, or refused by a code', () => {
    always(addresses, (text) => {
      const code = codeOf(() => {
        const url = parseConfiguredUrl(text, false);
        expect([url.protocol, url.username, url.search, url.hash]).toEqual(['https:', '', '', '']);
      });
      if (code !== undefined) expect(codes).toContain(code);
    });
  });

  it('is followed by a redirect of media only, and to a listed origin only', () => {
    const requestUrl = new URL(`${origin}/_matrix/client/v1/media/download/hs.example/a`);
    always(
      fc.tuple(addresses, fc.constantFrom(200, 301, 302, 307, 308, 399), fc.boolean()),
      ([location, status, forMedia]) => {
        const decision = redirectDecision({
          forMedia,
          method: 'GET',
          requestUrl,
          status,
          location,
          mediaOrigins: ['https://media.hs.example'],
          insecureLocalhost: false,
        });
        if (decision.status !== 'followOnce') return;
        expect(forMedia).toBe(true);
        expect(new URL(decision.url).origin).toBe('https://media.hs.example');
      },
    );
  });
});

describe('a failure that a homeserver tells', () => {
  it('has a code, and none of its words but an errcode and a contact', () => {
    const failure = {
      errcode: 'M_RESOURCE_LIMIT_EXCEEDED',
      error: 'SECRET',
      retry_after_ms: 5,
      soft_logout: true,
      admin_contact: 'mailto:admin@hs.example',
      limit_type: 'hs_disabled',
    };
    const drawn = fc.tuple(
      fc.constantFrom(400, 401, 403, 404, 429, 500, 502),
      fc.oneof(hostileObject(failure), hostileJson),
      fc.option(hostileText),
    );
    always(drawn, ([status, body, retryAfter]) => {
      const data = errorFromAnswer(status, body, retryAfter).toData();
      expect(codes).toContain(data.code);
      expect(structuredClone(data)).toEqual(data);
      expect(data.errcode ?? 'M_X').toMatch(/^[A-Z][A-Z0-9_.]{0,63}$/);
      expect(data.message).not.toContain('SECRET');
      const { retryAfterMs = 0 } = data;
      expect(retryAfterMs >= 0 && Number.isFinite(retryAfterMs)).toBe(true);
    });
  });

  it('has a code, whatever is thrown', () => {
    always(
      fc.oneof(hostileJson, fc.record({ httpStatus: oddNumber, data: hostileJson }), fc.record({ name: hostileText })),
      (thrown) => {
        expect(codes).toContain(toBmError(thrown).code);
      },
    );
  });
});
