import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as operator from '../discovery/operator.ts';
import { BmError } from '../errors.ts';
import type { ApiRequest } from '../network/client-server-api.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { SyncState } from '../types.ts';
import { createDeploymentWatch, type DeploymentWatch } from './deployment-watch.ts';

const startMs = Date.UTC(2026, 10, 22, 8);
const minuteMs = 60_000;
const live: SyncState = { status: 'live' };
const offline: SyncState = { status: 'offline', error: { code: 'OFFLINE', message: 'x' } };
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

let maintenance: object;
let asked: string[];
let requested: string[];
let answerAccount: (path: string) => Promise<object>;
let unblocked: number;
let watch: DeploymentWatch;

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
  maintenance = {};
  [asked, requested, unblocked] = [[], [], 0];
  answerAccount = async (path) => (path.endsWith('/config') ? { 'm.upload.size': 5 } : {});
  const fetch: GuardedFetch = async (input) => {
    asked.push(String(input));
    const isSupport = String(input).endsWith('/support');
    return Response.json(isSupport ? { support_page: 'https://behoerde.example/hilfe' } : maintenance);
  };
  watch = createDeploymentWatch({
    fetch,
    federation: 'federated',
    baseUrl: () => 'https://matrix.behoerde.example/',
    supportUrl: 'https://behoerde.example/.well-known/matrix/support',
    scanning: 'off',
    request: (async ({ path }: ApiRequest) => {
      requested.push(path);
      return answerAccount(path);
    }) as never,
    onUnblocked: () => (unblocked += 1),
    loadOperator: async () => operator,
  });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const blocking = () => ({
  downtime: [{ start_time: inMs(minuteMs), end_time: inMs(2 * minuteMs), type: 'MAINTENANCE', blocking: true }],
});

describe('a deployment', () => {
  it('is asked nothing before somebody wants to know', async () => {
    await settle(10 * minuteMs);
    expect(asked).toEqual([]);
    expect(watch.deployment.get()).toEqual({ federation: 'federated' });
  });

  it('is put together from everybody who tells', async () => {
    watch.announce({ imprintUrl: 'https://behoerde.example/i' });
    watch.warn([{ code: 'WL_TOKEN_SHORT_KEY', message: 'x' }]);
    watch.follow();
    watch.onSync(live);
    await settle();
    expect(watch.deployment.get()).toEqual({
      federation: 'federated',
      imprintUrl: 'https://behoerde.example/i',
      warnings: [{ code: 'WL_TOKEN_SHORT_KEY', message: 'x' }],
      supportContact: { pageUrl: 'https://behoerde.example/hilfe' },
      capabilities: { canChangePassword: true, canChangeDisplayName: true, canChangeAvatar: true },
      limits: { uploadBytes: 5 },
    });
  });

  it('that says it does not federate offers no federated rooms, and one that says it does widens nothing', () => {
    const notices = { showIntroduction: false, showAnnouncement: false };
    watch.announce({ announcedFederation: { enabled: false, ...notices } });
    expect(watch.deployment.get().federation).toBe('internal');
    watch.announce({ announcedFederation: { enabled: true, ...notices } });
    expect(watch.deployment.get().federation).toBe('federated');
  });
});

describe('what holds for the account', () => {
  it('is asked when the first list is there, and not before', async () => {
    watch.onSync({ status: 'catchingUp' });
    watch.onSync(offline);
    await settle();
    expect(requested).toEqual([]);
    watch.onSync(live);
    watch.onSync(live);
    await settle();
    expect(requested).toHaveLength(4);
  });

  it('is asked again with the next answer of the sync where it could not be had', async () => {
    answerAccount = () => Promise.reject(new BmError('OFFLINE', 'x'));
    watch.onSync(live);
    await settle();
    expect(watch.deployment.get()).not.toHaveProperty('limits');
    answerAccount = async () => ({ 'm.upload.size': 7 });
    watch.onSync(live);
    await settle();
    expect(watch.deployment.get().limits).toEqual({ uploadBytes: 7 });
  });

  it('is forgotten with the account, also what is still on its way', async () => {
    watch.onSync(live);
    await settle();
    watch.forgetAccount();
    expect(watch.deployment.get()).not.toHaveProperty('limits');
    watch.onSync(live);
    watch.forgetAccount();
    await settle();
    expect(watch.deployment.get()).not.toHaveProperty('limits');
  });
});

describe('maintenance that blocks', () => {
  it('keeps requests in while it runs, and says when they can leave again', async () => {
    maintenance = blocking();
    watch.follow();
    await settle();
    await watch.fetch('https://matrix.behoerde.example/_matrix/client/versions');
    await settle(minuteMs);
    expect(watch.deployment.get().maintenance).toMatchObject({ status: 'running', blocking: true });
    await expect(watch.fetch('https://matrix.behoerde.example/_matrix/client/versions')).rejects.toMatchObject({
      code: 'MAINTENANCE',
    });
    expect(unblocked).toBe(0);
    await settle(minuteMs);
    expect(watch.deployment.get()).not.toHaveProperty('maintenance');
    expect(unblocked).toBe(1);
    await watch.fetch('https://matrix.behoerde.example/_matrix/client/versions');
  });

  it('is noticed at once when the sync fails', async () => {
    watch.onSync(live);
    await settle(30_000);
    maintenance = { downtime: [{ start_time: inMs(0), end_time: inMs(minuteMs), blocking: true }] };
    watch.onSync(offline);
    await settle();
    expect(watch.deployment.get().maintenance).toMatchObject({ status: 'running' });
  });
});

it('leaves no timer behind', async () => {
  maintenance = blocking();
  watch.follow();
  await settle();
  watch.stop();
  watch.follow();
  expect(vi.getTimerCount()).toBe(0);
});
