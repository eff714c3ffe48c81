/** Tokens, lists and names as a hostile server gives them: nobody is approved by them, and nobody's mistake stops the session. */
import fc from 'fast-check';
import { encode } from 'jose/base64url';
import { describe, expect, it } from 'vitest';
import { BmError, whitelistCodes } from '../errors.ts';
import { judgeMember, judgeRoom } from '../federation/policy.ts';
import { admits, readServerAcl } from '../federation/server-acl.ts';
import { hostileObject } from '../sync/testing/hostile-events.ts';
import {
  always,
  alwaysSoon,
  hostileJson,
  hostileText,
  mutationsOf,
  pollution,
  type Json,
} from '../sync/testing/hostile-json.ts';
import { readApprovalRecord } from './approval-record.ts';
import { checkBaseUrl, listServers, type ListedServers } from './listed-servers.ts';
import { parseServerName, serverNameIn } from './server-name.ts';
import { acceptToken, type TokenKeys } from './server-token.ts';
import { verifySignedList } from './signed-list.ts';
import { parseStrictJson } from './strict-json.ts';
import { listedTurnUris } from './turn.ts';

const codes: readonly string[] = whitelistCodes;
const list = listServers(
  [
    { serverName: 'hs.example', baseUrl: 'https://matrix.hs.example' },
    { serverName: '*.amt.example', baseUrl: 'https://*.amt.example' },
  ],
  false,
) as ListedServers;

async function refusal(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'accepted';
  } catch (error) {
    if (error instanceof BmError) return error.code;
    throw error;
  }
}

const jws = (header: Json, payload: Json, signature: string): string =>
  [JSON.stringify(header), JSON.stringify(payload), signature]
    .map((part) => encode(new TextEncoder().encode(part)))
    .join('.');
const algorithm = { name: 'RSA-PSS', modulusLength: 2_048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-512' };
const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const keys: TokenKeys = { keys: [publicKey], hasShortKey: false };
const { publicKey: listKey } = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
  'sign',
  'verify',
])) as CryptoKeyPair;
const listJwk = { ...(await crypto.subtle.exportKey('jwk', listKey)), kid: 'k' } as JsonWebKey;

describe('a server token that nobody has signed', () => {
  it('is refused by a code', async () => {
    const header = mutationsOf({ alg: 'PS512', typ: 'JWT' });
    const payload = mutationsOf({ sub: 'matrix.hs.example', exp: 4_000_000_000 });
    const tokens = fc.oneof(
      fc.tuple(header, payload, hostileText).map((parts) => jws(...parts)),
      hostileText,
    );
    await alwaysSoon(fc.array(tokens, { maxLength: 3 }), async (some) => {
      const code = await refusal(() => acceptToken(some, keys, 'https://matrix.hs.example', 1_700_000_000_000));
      expect(code).toBe('WL_TOKEN_BAD_SIGNATURE');
    });
  });
});

describe('a list that nobody has signed', () => {
  it('is refused by a code', async () => {
    const header = mutationsOf({ alg: 'ES256', kid: 'k', typ: 'server-list+jwt' });
    const payload = mutationsOf({
      iss: 'i',
      aud: 'a',
      serial: 1,
      exp: 4_000_000_000,
      nbf: 0,
      iat: 0,
      servers: [{ server_name: 'evil.example', base_url: 'https://evil.example' }],
    });
    const texts = fc.oneof(
      fc.tuple(header, payload, hostileText).map((parts) => jws(...parts)),
      hostileText,
      hostileJson,
    );
    const policy = { url: 'https://list.example', issuer: 'i', audience: 'a', keys: [listJwk] };
    await alwaysSoon(texts, async (text) => {
      const code = await refusal(() => verifySignedList(text, policy, { nowMs: 1_700_000_000_000 }));
      expect(code).not.toBe('accepted');
      expect(codes).toContain(code);
    });
  });
});

describe('JSON of which every parser makes the same', () => {
  it('is what the platform parses, without any member that stands twice or changes a prototype', () => {
    always(hostileJson, (value) => {
      const text = JSON.stringify(value);
      const parsed = parseStrictJson(text, 1_000_000);
      if (parsed.status === 'parsed') expect(JSON.stringify(parsed.value)).toBe(text);
      else expect(parsed.why === 'depth' || text.includes('__proto__')).toBe(true);
      expect(pollution()).toEqual([]);
    });
  });

  it('is refused where it is cut or mended', () => {
    always(fc.tuple(hostileJson, fc.nat(), hostileText), ([value, at, insert]) => {
      const whole = JSON.stringify(value);
      const text = whole.slice(0, at % (whole.length + 1)) + insert.slice(0, 5) + whole.slice(at % (whole.length + 1));
      const parsed = parseStrictJson(text, 1_000_000);
      if (parsed.status === 'parsed') expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(parsed.value)));
    });
  });
});

describe('names of servers', () => {
  const names = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'hs.example',
          '.',
          ':',
          '443',
          'amt.example',
          'a',
          '*',
          '[',
          ']',
          '@',
          '#',
          '!',
          'evil',
          '..',
          '/',
        ),
        hostileText,
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(''));

  it('cannot be read as anything but one host', () => {
    always(names, (name) => {
      if (parseServerName(name) === undefined) return;
      expect(name).toMatch(/^[A-Za-z0-9.:[\]-]{1,255}$/);
      expect(URL.canParse(`https://x/${name}/y`)).toBe(true);
      expect(new URL(`https://x/${encodeURIComponent(name)}/y`).pathname.split('/').length).toBe(3);
    });
  });

  it('and base URLs are on the list only where the list says so', () => {
    always(fc.tuple(fc.constantFrom('https://', 'http://', ''), names), ([scheme, rest]) => {
      try {
        const url = new URL(checkBaseUrl(list, scheme + rest));
        expect(`${url.protocol}//${url.host}`).toMatch(/^https:\/\/(matrix\.hs|[a-z0-9-]{1,63}\.amt)\.example$/);
      } catch (error) {
        if (!(error instanceof BmError)) throw error;
        expect(codes).toContain(error.code);
      }
    });
  });

  it('bar people and rooms of others, whatever is in their place', () => {
    const values = fc.oneof(names, hostileJson);
    always(fc.tuple(values, values, values, names), ([room, via, sender, userId]) => {
      const policy = { federation: 'internal', listed: list } as const;
      const bar = judgeRoom(policy, { room, via, sender });
      const named = serverNameIn(sender, '@');
      if (sender !== undefined && (named === undefined || !/^(hs|[a-z0-9-]+\.amt)\.example$/.test(named)))
        expect(bar).toBeDefined();
      expect(structuredClone(bar)).toEqual(bar);
      const member = judgeMember(policy, `@${userId}`);
      if (member) expect(codes).toContain(member.code);
    });
  });

  it('are admitted by hostile server ACLs in bounded time', () => {
    const acl = { allow: ['*'], deny: ['*evil*'], allow_ip_literals: true };
    always(fc.tuple(hostileObject(acl), names), ([content, name]) => {
      const startedMs = performance.now();
      expect(typeof admits(readServerAcl(content), name)).toBe('boolean');
      expect(performance.now() - startedMs).toBeLessThan(500);
    });
  });
});

describe('what storage and other answers give', () => {
  it('is an approval only in its whole shape', () => {
    const record = {
      token: { token: 'a.b.c', checkedAtMs: 5 },
      list: 'a.b.c',
      newestList: { serial: 1, issuedAtS: 5, sha256: 'x' },
    };
    always(fc.oneof(mutationsOf(record), hostileJson), (stored) => {
      const { token, list: kept, newestList } = readApprovalRecord(stored);
      expect(['string', 'undefined']).toContain(typeof (token?.token ?? kept));
      expect(Number.isFinite(token?.checkedAtMs ?? 0) && Number.isFinite(newestList?.serial ?? 0)).toBe(true);
    });
  });

  it('is no relay for calls that is not listed', () => {
    always(fc.oneof(hostileJson, fc.array(hostileText.map((text) => `turn:${text}`))), (uris) => {
      expect(listedTurnUris(uris, ['turn.hs.example'])).toEqual([]);
    });
  });
});
