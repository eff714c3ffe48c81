/** Asks the listed server name for its `.well-known` and lets it lead nowhere but to the listed base URL (R9). */
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { refuse } from '../network/web-url.ts';
import { projectDeployment, type AnnouncedDeployment } from './deployment.ts';
import { interpretWellKnown, maxWellKnownBytes, type WellKnownContext } from './well-known.ts';
import { wellKnownUrl } from './well-known-urls.ts';

/** How long the answer may take, body included: shorter than the ten seconds that a person is left without a word at most. */
const timeoutMs = 8_000;

export interface Discovered {
  /** Where the client-server API is, if the approval agrees. */
  readonly baseUrl: string;
  readonly deployment: AnnouncedDeployment;
}

/**
 * Where no HTTP answer comes at all (many authorities' bare domains serve no CORS), the listed base URL holds as it
 * does for 404: the list is what is trusted, discovery can only narrow it. An answer that begins and does not end is
 * unreadable.
 * @throws {BmError} WL_DELEGATION, WL_WELLKNOWN, WL_REDIRECT, WL_ISSUER
 */
export async function discover(
  fetch: GuardedFetch,
  context: WellKnownContext,
  signal: AbortSignal,
): Promise<Discovered> {
  const url = wellKnownUrl(context.serverName, context.servers.insecureLocalhost);
  const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let answer = { status: 404, body: '' };
  try {
    const response = await fetch(url, { signal: timed }, 'discovery');
    answer = { status: response.status, body: response.status === 200 ? await readText(response) : '' };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BmError && error.code !== 'OFFLINE') throw error;
  }
  const { baseUrl, raw } = interpretWellKnown(answer, context);
  return { baseUrl, deployment: projectDeployment(raw) };
}

/** The body, cut just beyond the bound, so that a huge or endless answer costs nothing and is refused as too long. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (reader && bytes <= maxWellKnownBytes) {
    const { done, value } = await reader
      .read()
      .catch(() => refuse('WL_WELLKNOWN', 'the answer to discovery broke off or came too slowly'));
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}
