/** Whatever a homeserver or its operator answers before and beside the sync: what can be used of it is used, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import { projectPartners } from '../federation/policy.ts';
import { tokensIn } from '../login/refresh.ts';
import { hostileObject } from '../sync/testing/hostile-events.ts';
import {
  always,
  anyCharacters,
  hostileJson,
  mutationsOf,
  pollution,
  textsIn,
  trapKeysIn,
  type Json,
} from '../sync/testing/hostile-json.ts';
import { listServers, type ListedServers } from '../whitelist/listed-servers.ts';
import { projectCapabilities, projectLimits, projectPasswordPolicy } from './capabilities.ts';
import { projectDeployment } from './deployment.ts';
import { maintenanceAt, nextChangeMs, readDowntimes } from './maintenance.ts';
import { readSupportContact } from './support-contact.ts';
import { interpretWellKnown } from './well-known.ts';

/** Plain data that crosses a port as it is. */
function expectHarmless(value: unknown): void {
  expect(structuredClone(value)).toEqual(value);
  expect(trapKeysIn(value)).toEqual([]);
  expect(pollution()).toEqual([]);
}

/** A text that is that JSON, or nearly. */
const bodies = (template: Json) =>
  fc.oneof(
    { weight: 6, arbitrary: mutationsOf(template).map((json) => JSON.stringify(json)) },
    {
      weight: 2,
      arbitrary: fc.tuple(mutationsOf(template), fc.nat()).map(([json, at]) => cutAt(JSON.stringify(json), at)),
    },
    { weight: 1, arbitrary: hostileJson.map((json) => JSON.stringify(json)) },
    { weight: 1, arbitrary: anyCharacters },
  );
const cutAt = (text: string, at: number): string => text.slice(0, at % (text.length + 1));

const downtimes = {
  downtime: [
    {
      type: 'MAINTENANCE',
      warning_start_time: '2026-12-22T12:00:00+01:00',
      start_time: '2026-12-23T12:00:00+01:00',
      end_time: '2026-12-23T14:00:00Z',
      blocking: true,
      description: 'Wartung',
    },
    { type: 'ADHOC_MESSAGE', start_time: '20261223T120000Z', end_time: '20261224T120000Z', description: 'Hinweis\n' },
  ],
};

describe('an announcement of maintenance', () => {
  it('is times in their order with bounded words, whatever the operator writes', () => {
    always(bodies(downtimes), (body) => {
      const read = readDowntimes(body);
      expectHarmless(read);
      expect(read.length).toBeLessThanOrEqual(32);
      for (const { announcedAtMs, startsAtMs, endsAtMs, description = '' } of read) {
        expect([announcedAtMs, startsAtMs, endsAtMs].every(Number.isSafeInteger)).toBe(true);
        expect(announcedAtMs <= startsAtMs && startsAtMs < endsAtMs).toBe(true);
        expect(description.length).toBeLessThanOrEqual(1_000);
        if (textsIn(body).every((text) => text.isWellFormed()) && !body.includes('\\u'))
          expect(description.isWellFormed()).toBe(true);
      }
      expect(read.map(({ startsAtMs }) => startsAtMs)).toEqual(
        read.map(({ startsAtMs }) => startsAtMs).toSorted((a, b) => a - b),
      );
    });
  });

  it('says something else only when it is time', () => {
    const time = Date.parse('2026-12-23T11:00:00Z');
    always(fc.tuple(bodies(downtimes), fc.integer({ min: -200_000_000, max: 200_000_000 })), ([body, offset]) => {
      const read = readDowntimes(body);
      const next = nextChangeMs(read, time + offset);
      const now = maintenanceAt(read, time + offset);
      expect(maintenanceAt(read, Math.min(next ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) - 1)).toEqual(now);
    });
  });

  it.each(['<html>', '{}', 'null', '[]', '{"downtime":{}}', ''])('is none in %s', (body) => {
    expect(readDowntimes(body)).toEqual([]);
  });
});

const servers = listServers(
  [{ serverName: 'hs.example', baseUrl: 'https://matrix.hs.example' }],
  false,
) as ListedServers;
const wellKnown = {
  'm.homeserver': { base_url: 'https://matrix.hs.example' },
  'org.matrix.msc2965.authentication': { issuer: 'https://sso.example/' },
  'de.bwi.imprint_url': 'https://hs.example/impressum',
  'de.bwi.data_privacy_url': 'https://https://hs.example/datenschutz',
  'de.bwi.federation': { enable: true, show_introduction: true },
  'io.element.e2ee': { secure_backup_required: true },
};

describe('discovery', () => {
  it('leads to the listed base URL or is refused by a code of the whitelist', () => {
    always(fc.tuple(bodies(wellKnown), fc.constantFrom(200, 200, 200, 301, 404, 500)), ([body, status]) => {
      try {
        const { baseUrl, raw } = interpretWellKnown(
          { status, body },
          { servers, serverName: 'hs.example', issuers: ['https://sso.example/'] },
        );
        expect(baseUrl).toBe('https://matrix.hs.example/');
        const deployment = projectDeployment(raw);
        expectHarmless(deployment);
        for (const url of [deployment.imprintUrl, deployment.privacyUrl])
          if (url !== undefined) expect(new URL(url).protocol).toBe('https:');
      } catch (error) {
        if (!(error instanceof BmError)) throw error;
        expect(['WL_WELLKNOWN', 'WL_DELEGATION', 'WL_ISSUER', 'WL_REDIRECT']).toContain(error.code);
        expect(error.message).not.toContain('evil');
      }
    });
  });
});

describe('what else an operator says', () => {
  it('is read as what the types promise', () => {
    const support = {
      contacts: [
        { role: 'm.role.admin', email_address: 'admin@hs.example', matrix_id: '@admin:hs.example' },
        { role: 'm.role.security', matrix_id: '@security:hs.example' },
      ],
      support_page: 'https://hs.example/hilfe',
    };
    always(bodies(support), (body) => {
      const contact = readSupportContact(body);
      expectHarmless(contact);
      const { pageUrl, email = '', userId = '' } = contact ?? {};
      if (pageUrl !== undefined) expect(new URL(pageUrl).protocol).toBe('https:');
      expect(email.length).toBeLessThanOrEqual(254);
      expect(userId.length).toBeLessThanOrEqual(255);
      expect(`${email}${userId}`).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    });
  });

  it('of capabilities, limits, passwords and partners too', () => {
    const capabilities = {
      capabilities: {
        'm.change_password': { enabled: false },
        'm.room_versions': { default: '12' },
        'm.profile_fields': { enabled: true, allowed: ['avatar_url'] },
      },
      'm.upload.size': 50_000_000,
      'm.minimum_length': 12,
      'm.require_digit': true,
      whitelist_enabled: true,
      whitelist: ['hs.example', 'other.example'],
    };
    always(fc.oneof(hostileObject(capabilities), hostileJson), (answer) => {
      const found = [
        projectCapabilities(answer),
        projectLimits(answer),
        projectPasswordPolicy(answer),
        projectPartners(answer),
      ];
      expectHarmless(found);
      for (const text of textsIn(found)) expect(text.length).toBeLessThanOrEqual(255);
    });
  });

  it('of tokens is a token, or refused as BAD_RESPONSE', () => {
    always(hostileObject({ access_token: 'a', refresh_token: 'r', expires_in_ms: 5 }), (answer) => {
      try {
        const { accessToken, refreshToken, expiresInMs } = tokensIn(answer);
        expect(accessToken).not.toBe('');
        expect(['string', 'undefined']).toContain(typeof refreshToken);
        expect(expiresInMs ?? 0).toBeGreaterThanOrEqual(0);
        // A header of a request holds it.
        expect(() => new Headers({ Authorization: `Bearer ${accessToken}` })).not.toThrow();
      } catch (error) {
        if (!(error instanceof BmError)) throw error;
        expect(error.code).toBe('BAD_RESPONSE');
      }
    });
  });
});
