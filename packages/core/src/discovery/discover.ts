/** Asks the listed server name for its `.well-known` and lets it lead nowhere but to the listed base URL (R9). */
import { BmError } from '../errors.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import type { Deployment } from '../types.ts';
import { projectDeployment } from './deployment.ts';
import { interpretWellKnown, maxWellKnownBytes, wellKnownUrl, type WellKnownContext } from './well-known.ts';

/** How long the answer may take. Nothing waits for it but the links to imprint and privacy. */
const timeoutMs = 10_000;

/**
 * Where no HTTP answer comes at all (many authorities' bare domains serve no CORS), the listed base URL holds as it
 * does for 404: the list is what is trusted, discovery can only narrow it.
 * @throws {BmError} WL_DELEGATION, WL_WELLKNOWN, WL_REDIRECT, WL_ISSUER
 */
export async function discover(
  fetch: GuardedFetch,
  context: WellKnownContext,
  signal: AbortSignal,
): Promise<Deployment> {
  const url = wellKnownUrl(context.serverName, context.servers.insecureLocalhost);
  let answer: { status: number; body: string };
  try {
    const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { signal: timed }, 'discovery');
    answer = { status: response.status, body: response.status === 200 ? await readText(response) : '' };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BmError && error.code !== 'OFFLINE') throw error;
    return {};
  }
  return projectDeployment(interpretWellKnown(answer, context).raw);
}

/** The body, cut just beyond the bound, so that a huge or endless answer costs nothing and is refused as too long. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  while (reader && bytes <= maxWellKnownBytes) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}
