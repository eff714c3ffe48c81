/**
 * User-Interactive Authentication as a state and a command: what the server wants is shown, what the user gives is tried,
 * and the command that caused it waits meanwhile. A password is held for one request only.
 */
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable } from '../readable.ts';
import type { Reauthentication, ReauthenticationMethod, ReauthenticationState } from './reauthentication-state.ts';

/** Longer ones are no pages to sign in on. */
const maxUrlCharacters = 2_048;
/** Longer ones are no session ids. */
const maxSessionCharacters = 255;

/** What `auth` a request carries; `null` for the first try without. */
type MakeRequest<T> = (auth: Readonly<Record<string, unknown>> | null) => Promise<T>;
type Purpose = Extract<ReauthenticationState, { status: 'needed' }>['purpose'];

export interface RunningReauthentication extends Reauthentication {
  /** Makes the request as often as it takes. @throws {BmError} REAUTHENTICATION_CANCELLED, REAUTHENTICATION_IMPOSSIBLE, and what the server says */
  run<T>(purpose: Purpose, makeRequest: MakeRequest<T>): Promise<T>;
  stop(): void;
}

export interface ReauthenticationOptions {
  readonly userId: string;
  /** Approved base URL of the homeserver. */
  readonly baseUrl: string;
  /** OAuth issuers of the whitelist: the only other places a user is sent to. */
  readonly issuers: readonly string[];
}

interface Challenge {
  readonly session?: string;
  readonly methods: readonly ReauthenticationMethod[];
}

interface Waiting {
  give(password: string | undefined): Promise<void>;
  cancel(): void;
}

export function createReauthentication(options: ReauthenticationOptions): RunningReauthentication {
  const state = writable<ReauthenticationState>({ status: 'none' });
  let waiting: Waiting | undefined;
  const cancel = (): void => waiting?.cancel();

  const authOf = ({ session }: Challenge, password: string | undefined): Readonly<Record<string, unknown>> => ({
    ...(session !== undefined && { session }),
    ...(password !== undefined && {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: options.userId },
      password,
    }),
  });

  const ask = <T>(purpose: Purpose, first: Challenge, makeRequest: MakeRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      cancel();
      let challenge = first;
      let checking = false;
      const show = (refused: boolean): void =>
        state.set({ status: 'needed', purpose, methods: challenge.methods, ...(refused && { refused }) });
      const end = (): void => {
        if (waiting !== own) return;
        waiting = undefined;
        state.set({ status: 'none' });
      };
      const own: Waiting = {
        async give(password) {
          if (checking) return;
          checking = true;
          state.set({ status: 'checking', purpose });
          try {
            resolve(await makeRequest(authOf(challenge, password)));
            end();
          } catch (error) {
            const next = challengeIn(error, options);
            if (waiting !== own) return;
            challenge = next ?? challenge;
            show(next !== undefined);
            if (!next) throw toBmError(error);
          } finally {
            checking = false;
          }
        },
        cancel() {
          end();
          reject(new BmError('REAUTHENTICATION_CANCELLED', 'the user has not signed in again'));
        },
      };
      waiting = own;
      show(false);
    });

  return {
    state,
    async give(password) {
      if (!waiting) throw new BmError('REAUTHENTICATION_NONE', 'nothing waits for a sign-in');
      await waiting.give(password);
    },
    cancel,
    async run(purpose, makeRequest) {
      try {
        return await makeRequest(null);
      } catch (error) {
        const challenge = challengeIn(error, options);
        if (!challenge) throw toBmError(error);
        if (challenge.methods.length === 0) {
          throw new BmError('REAUTHENTICATION_IMPOSSIBLE', 'the account has no sign-in that can be repeated');
        }
        return ask(purpose, challenge, makeRequest);
      }
    },
    stop: cancel,
  };
}

/** What a 401 asks for; `undefined` for every other failure. */
function challengeIn(error: unknown, options: ReauthenticationOptions): Challenge | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { httpStatus, data } = error as { httpStatus?: unknown; data?: unknown };
  if (httpStatus !== 401 || typeof data !== 'object' || data === null) return undefined;
  const { session: given, flows, params } = data as Record<string, unknown>;
  if (!Array.isArray(flows)) return undefined;
  const session = typeof given === 'string' && given.length <= maxSessionCharacters ? given : undefined;
  const methods = flows.flatMap((flow: unknown) => {
    const stages = typeof flow === 'object' && flow !== null && 'stages' in flow ? flow.stages : undefined;
    const stage: unknown = Array.isArray(stages) && stages.length === 1 ? stages[0] : undefined;
    const method = typeof stage === 'string' ? methodOf(stage, params, session, options) : undefined;
    return method ? [method] : [];
  });
  return { methods, ...(session !== undefined && { session }) };
}

/** Stages that the client-server API 5.3.2 and MSC4312 describe and that a person can do. */
function methodOf(
  stage: string,
  params: unknown,
  session: string | undefined,
  { baseUrl, issuers }: ReauthenticationOptions,
): ReauthenticationMethod | undefined {
  if (stage === 'm.login.password') return { type: 'password' };
  if (stage === 'm.login.sso' && session !== undefined) {
    const query = new URLSearchParams({ session });
    const url = `${baseUrl.replace(/\/$/, '')}/_matrix/client/v3/auth/m.login.sso/fallback/web?${query.toString()}`;
    return { type: 'sso', url };
  }
  if (stage === 'm.oauth' || stage === 'org.matrix.cross_signing_reset') {
    const ofStage: unknown =
      typeof params === 'object' && params !== null && Object.hasOwn(params, stage)
        ? (params as Record<string, unknown>)[stage]
        : undefined;
    const url = typeof ofStage === 'object' && ofStage !== null && 'url' in ofStage ? ofStage.url : undefined;
    if (typeof url !== 'string' || url.length > maxUrlCharacters || !URL.canParse(url)) return undefined;
    const { origin, href } = new URL(url);
    // The user will type a password there.
    const isTrusted = [baseUrl, ...issuers].some((allowed) => new URL(allowed).origin === origin);
    return isTrusted ? { type: 'oauth', url: href } : undefined;
  }
  return undefined;
}
