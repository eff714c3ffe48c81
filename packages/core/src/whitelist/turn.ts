/** R13, first half: relays for calls. A relay sees who calls whom, so only listed ones are used. Pure. */
import { refuse } from '../network/web-url.ts';

/** RFC 7064 and 7065: scheme, host, port and, for TURN, the transport. */
const turnUri = /^(?:turns?|stuns?):([A-Za-z0-9.-]+)(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/;

/** Returns the URI, or throws `WL_TURN` unless its host is listed. There is no public fall-back. */
export function checkTurnUri(uri: unknown, turnHosts: readonly string[] = []): string {
  const [, host = ''] = typeof uri === 'string' ? (turnUri.exec(uri) ?? []) : [];
  return turnHosts.includes(host.toLowerCase()) ? (uri as string) : refuse('WL_TURN', 'the relay is not on the list');
}

/** The listed ones of `uris` in an answer of `/voip/turnServer`; the others are dropped. */
export function listedTurnUris(uris: unknown, turnHosts: readonly string[] = []): readonly string[] {
  const isListed = (uri: unknown): uri is string => {
    try {
      checkTurnUri(uri, turnHosts);
      return true;
    } catch {
      return false;
    }
  };
  return Array.isArray(uris) ? uris.filter(isListed) : [];
}
