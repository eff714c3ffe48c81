/**
 * The servers that count at this moment: those of the newest valid signed list, else the built-in ones (R18). Owns the
 * order new list, cached list, built-in list. What makes a list valid is decided in `signed-list.ts`.
 */
import { BmError, type WhitelistCode } from '../errors.ts';
import { boundedGet } from '../network/bounded-get.ts';
import type { SignedListPolicy } from '../types.ts';
import { NoAnswer, type Asking } from './asking.ts';
import type { ListedServers } from './listed-servers.ts';
import { maxListBytes } from './limits.ts';
import { verifySignedList, type VerifiedList } from './signed-list.ts';

/** All other failures are `WL_LIST_FETCH`. */
const codesOfFailures: Readonly<Record<string, WhitelistCode>> = {
  size: 'WL_LIST_SIZE',
  encoding: 'WL_LIST_FORMAT',
  redirect: 'WL_REDIRECT',
};

/** Refusals that only a genuine list can cause: it was signed, and has run out or the clock is wrong. */
const timeCodes: readonly unknown[] = ['WL_LIST_CLOCK', 'WL_LIST_NOT_YET', 'WL_LIST_EXPIRED', 'WL_LIST_LIFETIME'];
export const isGenuineButUntimely = (error: BmError): boolean => timeCodes.includes(error.code);

export interface CurrentServers {
  get(): ListedServers;
  /** Why the signed list, or its newest version, does not count, as far as somebody was asked or something is cached. */
  problem(): BmError | undefined;
  /** Returns when the list runs out. Asks for a new one only with a signal, else looks at the cached one. */
  refresh(ask?: AbortSignal): Promise<number>;
}

export function createCurrentServers(
  builtIn: ListedServers,
  policy: SignedListPolicy,
  { fetch, now, setTimer, memory }: Asking,
): CurrentServers {
  let servers = builtIn;
  let problem: BmError | undefined;

  const verify = async (list: SignedListPolicy, text: string): Promise<VerifiedList | BmError> => {
    const { newestList: newest } = await memory.read();
    const context = { nowMs: now(), insecureLocalhost: builtIn.insecureLocalhost, ...(newest && { newest }) };
    try {
      return await verifySignedList(text, list, context);
    } catch (error) {
      if (error instanceof BmError) return error;
      throw error;
    }
  };

  const request = async (list: SignedListPolicy, signal: AbortSignal): Promise<VerifiedList | BmError> => {
    const answer = await boundedGet(list.url, { fetch, purpose: 'list', maxBytes: maxListBytes, setTimer, signal });
    if (answer.status === 'failed') {
      return new BmError(codesOfFailures[answer.why] ?? 'WL_LIST_FETCH', `no list was given: ${answer.why}`);
    }
    const verified = await verify(list, answer.body);
    if (!(verified instanceof BmError)) await memory.change({ list: answer.body, newestList: verified.newest });
    return verified;
  };

  return {
    get: () => servers,
    problem: () => problem,
    async refresh(ask) {
      const problems: BmError[] = [];
      const use = (result: VerifiedList | BmError): result is VerifiedList => {
        if (result instanceof BmError) {
          problems.push(result);
          return false;
        }
        servers = result.servers;
        problem = problems[0];
        return true;
      };
      const fresh = ask && (await request(policy, ask));
      if (fresh && use(fresh)) return fresh.expiresAtMs;
      const { list } = await memory.read();
      const cached = list === undefined ? undefined : await verify(policy, list);
      if (cached && use(cached)) return cached.expiresAtMs;

      servers = builtIn;
      const silent = problems.find((each) => each.code === 'WL_LIST_FETCH');
      // Why the cached list fails says more than that nobody answered.
      problem = problems.find((each) => each !== silent) ?? silent;
      // Whoever blocks the way to the list must not undo what the list has removed: a genuine one that has run out refuses.
      const untimely = problems.find(isGenuineButUntimely);
      if (untimely) throw silent ? new NoAnswer(untimely) : untimely;
      return Number.POSITIVE_INFINITY;
    },
  };
}
