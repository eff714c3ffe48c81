import { describe, expect, it, vi } from 'vitest';
import { createReauthentication } from './reauthentication.ts';

const options = {
  userId: '@anna:server.example',
  baseUrl: 'https://matrix.server.example/',
  issuers: ['https://sso.example/'],
};
const challenge = (stages: readonly string[][], more: object = {}): unknown => ({
  httpStatus: 401,
  data: { session: 'session', flows: stages.map((each) => ({ stages: each })), ...more },
});
/** A server that wants a password and knows `right`. */
const passwordServer = (right: string) =>
  vi.fn((auth: Readonly<Record<string, unknown>> | null) =>
    auth?.password === right ? Promise.resolve('done') : Promise.reject(challenge([['m.login.password']])),
  );

describe('a request that the server answers at once', () => {
  it('asks nobody', async () => {
    const { run, state } = createReauthentication(options);
    await expect(run('resetIdentity', () => Promise.resolve('done'))).resolves.toBe('done');
    expect(state.get()).toEqual({ status: 'none' });
  });

  it('hands on what is no question', async () => {
    const { run } = createReauthentication(options);
    const limited = { httpStatus: 429, data: { errcode: 'M_LIMIT_EXCEEDED' } };
    await expect(run('resetIdentity', () => Promise.reject(limited as never))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });
});

describe('a request for which the server wants a password', () => {
  it('waits for it and goes on with the session of the server', async () => {
    const server = passwordServer('right');
    const { run, give, state } = createReauthentication(options);
    const result = run('signOutDevices', server);
    await vi.waitFor(() => expect(state.get().status).toBe('needed'));
    expect(state.get()).toEqual({ status: 'needed', purpose: 'signOutDevices', methods: [{ type: 'password' }] });
    await give('right');
    await expect(result).resolves.toBe('done');
    expect(server).toHaveBeenLastCalledWith({
      session: 'session',
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: '@anna:server.example' },
      password: 'right',
    });
    expect(state.get()).toEqual({ status: 'none' });
  });

  it('asks again after a wrong one', async () => {
    const { run, give, state } = createReauthentication(options);
    const result = run('signOutDevices', passwordServer('right'));
    await vi.waitFor(() => expect(state.get().status).toBe('needed'));
    await give('wrong');
    expect(state.get()).toMatchObject({ status: 'needed', refused: true });
    await give('right');
    await expect(result).resolves.toBe('done');
  });

  it('goes on waiting where the server cannot be reached, and says so to whoever gave it', async () => {
    const { run, give, state } = createReauthentication(options);
    const server = vi
      .fn<(auth: unknown) => Promise<string>>()
      .mockRejectedValueOnce(challenge([['m.login.password']]))
      .mockRejectedValueOnce({ name: 'ConnectionError' })
      .mockResolvedValue('done');
    const result = run('signOutDevices', server);
    await vi.waitFor(() => expect(state.get().status).toBe('needed'));
    await expect(give('right')).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(state.get()).toMatchObject({ status: 'needed' });
    await give('right');
    await expect(result).resolves.toBe('done');
  });

  it('is given up by the user without anything being changed', async () => {
    const server = passwordServer('right');
    const { run, cancel, state } = createReauthentication(options);
    const result = run('resetIdentity', server);
    await vi.waitFor(() => expect(state.get().status).toBe('needed'));
    cancel();
    await expect(result).rejects.toMatchObject({ code: 'REAUTHENTICATION_CANCELLED' });
    expect(state.get()).toEqual({ status: 'none' });
    expect(server).toHaveBeenCalledTimes(1);
  });

  it('gives way to the next one', async () => {
    const { run, state, give } = createReauthentication(options);
    const first = run('resetIdentity', passwordServer('right'));
    await vi.waitFor(() => expect(state.get().status).toBe('needed'));
    const second = run('signOutDevices', passwordServer('right'));
    await expect(first).rejects.toMatchObject({ code: 'REAUTHENTICATION_CANCELLED' });
    await vi.waitFor(() => expect(state.get()).toMatchObject({ purpose: 'signOutDevices' }));
    await give('right');
    await expect(second).resolves.toBe('done');
  });

  it('takes no password that nobody asked for', async () => {
    const { give } = createReauthentication(options);
    await expect(give('right')).rejects.toMatchObject({ code: 'REAUTHENTICATION_NONE' });
  });
});

describe('a server that lets users prove themselves elsewhere', () => {
  const methodsOf = async (answer: unknown): Promise<unknown> => {
    const { run, state, cancel } = createReauthentication(options);
    const result = run('resetIdentity', () => Promise.reject(answer as never));
    const code = await Promise.race([
      result.catch((error: { code: string }) => error.code),
      vi.waitFor(() => expect(state.get().status).toBe('needed')).then(() => undefined),
    ]);
    const shown = state.get();
    cancel();
    return code ?? (shown.status === 'needed' && shown.methods);
  };

  it('sends them to its own page for single sign-on', async () => {
    expect(await methodsOf(challenge([['m.login.sso']]))).toEqual([
      {
        type: 'sso',
        url: 'https://matrix.server.example/_matrix/client/v3/auth/m.login.sso/fallback/web?session=session',
      },
    ]);
  });

  it('sends them to a listed issuer', async () => {
    const url = 'https://sso.example/account?action=org.matrix.cross_signing_reset';
    expect(await methodsOf(challenge([['m.oauth']], { params: { 'm.oauth': { url } } }))).toEqual([
      { type: 'oauth', url },
    ]);
  });

  it.each([
    ['an issuer that is not listed', 'https://evil.example/account'],
    ['a page without encryption', 'http://sso.example/account'],
    ['code', 'javascript:alert(1)'],
    ['nowhere', undefined],
  ])('never sends them to %s', async (_name, url) => {
    const answer = challenge([['m.oauth']], { params: { 'm.oauth': { url } } });
    expect(await methodsOf(answer)).toBe('REAUTHENTICATION_IMPOSSIBLE');
  });

  it.each([
    ['no flow at all, as for accounts of JWT', []],
    ['steps that a person cannot do here', [['m.login.recaptcha', 'm.login.email.identity']]],
  ])('is a dead end with %s', async (_name, stages) => {
    expect(await methodsOf(challenge(stages))).toBe('REAUTHENTICATION_IMPOSSIBLE');
  });

  it('is not confused by flows of any shape', async () => {
    const answer = { httpStatus: 401, data: { session: {}, flows: [null, 5, { stages: 'x' }, { stages: [{}] }] } };
    expect(await methodsOf(answer)).toBe('REAUTHENTICATION_IMPOSSIBLE');
  });
});
