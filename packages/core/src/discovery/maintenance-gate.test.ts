import { describe, expect, it, vi } from 'vitest';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { Maintenance } from './maintenance.ts';
import { withMaintenanceGate } from './maintenance-gate.ts';

const base = 'https://matrix.behoerde.example/gw';
const running: Maintenance = {
  status: 'running',
  kind: 'maintenance',
  announcedAtMs: 0,
  startsAtMs: 1_000,
  endsAtMs: 10_000,
  blocking: true,
};

function open(maintenance: Maintenance, nowMs = 4_000) {
  const inner = vi.fn<GuardedFetch>(async () => new Response('{}'));
  return {
    inner,
    fetch: withMaintenanceGate(
      inner,
      () => maintenance,
      () => nowMs,
    ),
  };
}

describe('while maintenance blocks', () => {
  it.each([
    `${base}/_matrix/client/v3/login`,
    `${base}/_matrix/client/v3/sync?timeout=0`,
    `${base}/_matrix/client/v1/media/download/a/b`,
    `${base}/_synapse/client/v1/config/federation_whitelist`,
    new URL(`${base}/_matrix/client/versions`),
    new Request(`${base}/_matrix/client/v3/login`),
  ])('no request leaves: %s', async (input) => {
    const { inner, fetch } = open(running);
    await expect(fetch(input)).rejects.toMatchObject({ code: 'MAINTENANCE', retryAfterMs: 6_000 });
    expect(inner).not.toHaveBeenCalled();
  });

  it('nobody signs in elsewhere for it either', async () => {
    await expect(open(running).fetch('https://idp.example/token', {}, 'auth')).rejects.toMatchObject({
      code: 'MAINTENANCE',
    });
  });

  it.each([
    [`${base}/_matrix/cmaintenance`, 'api'],
    [`${base}/_matrix/cmaintenance/web`, 'api'],
    [`${base}/_bum/client/v1/verify`, 'token'],
    ['https://behoerde.example/.well-known/matrix/client', 'discovery'],
    ['https://listen.example/list', 'list'],
    ['https://portal.example/bm/crypto.wasm', 'wasm'],
  ] as const)('what tells of its end, and what the SDK itself needs, goes on: %s', async (url, purpose) => {
    const { inner, fetch } = open(running);
    await fetch(url, {}, purpose);
    expect(inner).toHaveBeenCalledWith(url, {}, purpose);
  });

  it('a clock that is past its end asks for no time', async () => {
    await expect(open(running, 20_000).fetch(`${base}/_matrix/client/versions`)).rejects.toMatchObject({
      retryAfterMs: 0,
    });
  });
});

describe('every request leaves', () => {
  it.each<[string, Maintenance]>([
    ['without maintenance', { status: 'none' }],
    ['before it', { ...running, status: 'announced' }],
    ['while one runs that does not block', { ...running, blocking: false }],
  ])('%s', async (_name, maintenance) => {
    const { inner, fetch } = open(maintenance);
    await fetch(`${base}/_matrix/client/v3/login`);
    expect(inner).toHaveBeenCalledOnce();
  });
});
