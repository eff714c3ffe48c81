import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { writeCredentials } from '../session/credentials.ts';
import { openSealedStorage } from '../session/sealed-storage.ts';
import type { SignInRequest } from '../types.ts';
import type { LoginSetting } from './login.ts';
import { beginSignIn, endSignIn, forgetOldSignIn } from './sign-in.ts';

const baseUrl = 'https://matrix.a.example/';
const minuteMs = 60_000;
const sso: SignInRequest = { type: 'm.login.sso', redirectUrl: 'https://portal.example/chat?page=7#x', idpId: 'amt' };
let nowMs = 1_000_000;

const storage = await openSealedStorage('default');
const setting = (change: Partial<LoginSetting['options']> = {}): LoginSetting => ({
  fetch: () => Promise.reject(new Error('no request is needed')),
  baseUrl,
  options: { homeserver: 'a.example', whitelist: { servers: [] }, ...change },
  storage,
  waiting: undefined,
  now: () => nowMs,
  signal: new AbortController().signal,
});
const databases = async (): Promise<readonly unknown[]> => (await indexedDB.databases()).map(({ name }) => name);
/** Where single sign-on comes back to, as the homeserver answers. */
const callbackOf = (url: string, loginToken = 'secret'): string =>
  `${new URL(url).searchParams.get('redirectUrl')!}&loginToken=${loginToken}`;

afterEach(() => storage.erase());

describe('a sign-in', () => {
  it('keeps nothing before it begins', async () => {
    await expect(endSignIn('https://portal.example/?state=bm.default.x&loginToken=y', setting())).rejects.toMatchObject(
      {
        code: 'WL_CALLBACK',
      },
    );
    await forgetOldSignIn(storage, nowMs);
    expect(await databases()).toEqual([]);
  });

  it('goes to the homeserver, and names in the way back what only this browser knows', async () => {
    const { url } = await beginSignIn(sso, setting());
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe('https://matrix.a.example/_matrix/client/v3/login/sso/redirect/amt');
    expect(searchParams.get('redirectUrl')).toMatch(
      /^https:\/\/portal\.example\/chat\?page=7&state=bm\.default\.[\w-]{43}$/,
    );
  });

  it('comes back to the page that the operator has named, if one is', async () => {
    const { url } = await beginSignIn(sso, setting({ oauth: { redirectUrl: 'https://portal.example/back' } }));
    expect(new URL(url).searchParams.get('redirectUrl')).toMatch(/^https:\/\/portal\.example\/back\?state=bm\./);
  });

  it('takes its answer once, and leaves nothing behind', async () => {
    const { url } = await beginSignIn(sso, setting());
    expect(await databases()).toEqual(['bundesmessenger:default']);
    const { answer } = await endSignIn(callbackOf(url), setting());
    expect(answer).toEqual({ type: 'loginToken', loginToken: 'secret' });
    expect(await databases()).toEqual([]);
    await expect(endSignIn(callbackOf(url), setting())).rejects.toMatchObject({ code: 'WL_CALLBACK' });
  });

  it('takes none for an earlier one: there is one at a time', async () => {
    const { url: earlier } = await beginSignIn(sso, setting());
    await beginSignIn(sso, setting());
    await expect(endSignIn(callbackOf(earlier), setting())).rejects.toMatchObject({ code: 'WL_CALLBACK' });
  });

  it('takes none after ten minutes, and is then forgotten though its page never came back', async () => {
    const { url } = await beginSignIn(sso, setting());
    await forgetOldSignIn(storage, nowMs + 10 * minuteMs);
    expect(await databases()).toHaveLength(1);
    nowMs += 11 * minuteMs;
    await expect(endSignIn(callbackOf(url), setting())).rejects.toMatchObject({ code: 'WL_CALLBACK' });
    await beginSignIn(sso, setting());
    await forgetOldSignIn(storage, nowMs + 11 * minuteMs);
    expect(await databases()).toEqual([]);
  });

  it('lets a device that waits for its user keep its keys', async () => {
    await storage.create();
    await writeCredentials(storage, { userId: '@a:a.example', deviceId: 'D', accessToken: '', storageKey: [] });
    const { url } = await beginSignIn(sso, setting());
    await endSignIn(callbackOf(url), setting());
    expect(await storage.keys('')).toEqual(['credentials']);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'about:blank'])('cannot come back to %s', async (redirectUrl) => {
    await expect(beginSignIn({ ...sso, redirectUrl }, setting())).rejects.toMatchObject({
      code: expect.stringMatching(/^WL_/),
    });
    expect(await databases()).toEqual([]);
  });
});
