/** One request of the client-server API as JSON in, JSON out: how the session talks to its homeserver. */
import { BmError } from '../errors.ts';
import { errorFromAnswer } from './matrix-error.ts';

/** {@link requestApi} of a logged-in user, with base URL and access token filled in. */
export type AuthenticatedRequest = (
  request: Omit<ApiRequest, 'accessToken'>,
) => Promise<Readonly<Record<string, unknown>>>;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/_matrix` on with its query, already percent-encoded. */
  readonly path: string;
  readonly body?: object;
  readonly accessToken?: string;
  readonly signal?: AbortSignal;
  /** @default {@link defaultTimeoutMs} */
  readonly timeoutMs?: number;
}

/** How long an answer may take. Element Web gives up after 60 s; a person at a login form does so earlier. */
const defaultTimeoutMs = 20_000;

/**
 * @param baseUrl approved base URL, ending in a slash
 * @returns the object the server answered
 * @throws {BmError} what the server says, BAD_RESPONSE for anything but a JSON object, OFFLINE, WL_… of the guarded fetch
 */
export async function requestApi(
  fetch: typeof globalThis.fetch,
  baseUrl: string,
  { method, path, body, accessToken, signal, timeoutMs = defaultTimeoutMs }: ApiRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let answer: Response;
  let json: unknown;
  try {
    answer = await fetch(baseUrl.replace(/\/$/, '') + path, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    json = await answer.json().catch((error: unknown) => {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    });
  } catch (error) {
    if (error instanceof BmError) throw error;
    throw new BmError('OFFLINE', 'the homeserver does not answer');
  }
  if (!answer.ok) throw errorFromAnswer(answer.status, json, answer.headers.get('Retry-After'));
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new BmError('BAD_RESPONSE', 'the answer is no JSON object');
  }
  return json as Record<string, unknown>;
}
