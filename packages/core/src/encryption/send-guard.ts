/**
 * Never plaintext, checked at the network door: a request that would send a message or upload a file in clear is
 * refused, whatever code above asked for it. The homeserver only announces encryption; the client keeps the promise.
 */
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { isClearReaction } from './clear-reaction.ts';

/** `PUT /rooms/{roomId}/send/{eventType}/{txnId}` in any version of the client-server API. */
const sendPath = /\/_matrix\/client\/[^/]+\/rooms\/[^/]+\/send\/([^/?]+)\//;
const mediaUploadPath = /\/_matrix\/media\/[^/]+\/upload/;

/** Event types without content worth hiding: a redaction names an event and nothing else. */
const clearEventTypes = new Set(['m.room.encrypted', 'm.room.redaction']);

/** @throws {BmError} ENCRYPTION_FAILED for a request that would put plaintext on the wire */
export function assertNoPlaintext(
  method: string,
  pathname: string,
  contentType: string | null,
  body?: BodyInit | null,
): void {
  const [, sent] = sendPath.exec(pathname) ?? [];
  const eventType = sent === undefined ? undefined : decodeURIComponent(sent);
  const isReaction = eventType === 'm.reaction' && isClearReaction(parsed(body));
  if (eventType !== undefined && !clearEventTypes.has(eventType) && !isReaction) {
    throw new BmError('ENCRYPTION_FAILED', 'the event is not encrypted');
  }
  if (mediaUploadPath.test(pathname) && method !== 'OPTIONS' && contentType !== 'application/octet-stream') {
    throw new BmError('ENCRYPTION_FAILED', 'the file is not encrypted');
  }
}

/** What a request would send, where it can be looked at. */
function parsed(body: BodyInit | null | undefined): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

/** The same fetch, behind the guard. */
export function withSendGuard(fetch: GuardedFetch): GuardedFetch {
  return async (input, init, purpose) => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request?.url ?? String(input));
    const headers = new Headers(init?.headers ?? request?.headers);
    assertNoPlaintext(init?.method ?? request?.method ?? 'GET', url.pathname, headers.get('Content-Type'), init?.body);
    return fetch(input, init, purpose);
  };
}
