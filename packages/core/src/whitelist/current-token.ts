/** A server token that still counts, from the homeserver or, if that is silent, from the cache. What counts is decided in `server-token.ts`. */
import { BmError, type ErrorData } from '../errors.ts';
import type { ServerTokenPolicy } from '../types.ts';
import { isPast, NoAnswer, type Asking } from './asking.ts';
import { recommendedKeyBits } from './limits.ts';
import { serverTokenUrl } from './server-token-url.ts';
import { acceptToken, importTokenKeys, requestServerToken, type TokenKeys } from './server-token.ts';

export interface TokenFinding {
  readonly validUntilMs: number;
  /** A short key, and that an earlier success has to do because nobody answered. */
  readonly warnings: readonly ErrorData[];
}

export interface CurrentToken {
  /** The one URL that may be asked at this moment. */
  url(): string | undefined;
  /** Asks only with a signal. Throws the code of the rule that is broken, or `NoAnswer`. */
  find(baseUrl: string, ask?: AbortSignal): Promise<TokenFinding>;
}

const shortKey: ErrorData = {
  code: 'WL_TOKEN_SHORT_KEY',
  message: `a key for server tokens has less than ${recommendedKeyBits} bits`,
  field: 'whitelist.serverToken.keys',
};

/** @param recheckMs a success counts no longer than this, and no longer than its token */
export function createCurrentToken(
  policy: ServerTokenPolicy,
  recheckMs: number,
  { fetch, now, setTimer, memory }: Asking,
): CurrentToken {
  let keys: Promise<TokenKeys> | undefined;
  let url: string | undefined;

  return {
    url: () => url,
    async find(baseUrl, ask) {
      const imported = await (keys ??= importTokenKeys(policy));
      const warnings = imported.hasShortKey ? [shortKey] : [];
      let silence = new BmError('WL_TOKEN_FETCH_FAILED', 'the homeserver was not asked');
      if (ask) {
        url = serverTokenUrl(baseUrl);
        try {
          const request = { fetch, nowMs: now, setTimer, signal: ask };
          const { token, expiresAtMs } = await requestServerToken(baseUrl, imported, request);
          const checkedAtMs = now();
          await memory.change({ token: { token, checkedAtMs } });
          return { validUntilMs: Math.min(expiresAtMs, checkedAtMs + recheckMs), warnings };
        } catch (error) {
          if (!(error instanceof BmError && error.code === silence.code)) throw error;
          silence = error;
        } finally {
          url = undefined;
        }
      }
      const { token: cached } = await memory.read();
      if (cached === undefined || !isPast(cached.checkedAtMs, now())) throw new NoAnswer(silence);
      const { expiresAtMs } = await acceptToken([cached.token], imported, baseUrl, now()).catch(() => {
        throw new NoAnswer(silence); // that a cached token has run out says nothing about the homeserver
      });
      const validUntilMs = Math.min(expiresAtMs, cached.checkedAtMs + recheckMs);
      if (now() >= validUntilMs) throw new NoAnswer(silence);
      return { validUntilMs, warnings: ask ? [...warnings, silence.toData()] : warnings };
    },
  };
}
