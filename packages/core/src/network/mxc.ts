/** R11: reads `mxc:` URIs so strictly that no path made from one can mean anything but media. Pure. */
import { checkServerName, type ListedServers } from '../whitelist/listed-servers.ts';
import { parseServerName } from '../whitelist/server-name.ts';
import { refuse } from './web-url.ts';

/** Matrix specification, "Matrix Content (mxc://) URIs": exactly two parts. */
const mxcUri = /^mxc:\/\/([^/]+)\/([A-Za-z0-9_-]{1,255})$/;

export interface Mxc {
  readonly serverName: string;
  readonly mediaId: string;
}

/** The parts of an mxc URI, or `WL_MXC`. */
export function parseMxc(uri: unknown): Mxc {
  const [, serverName = '', mediaId = ''] = mxcUri.exec(typeof uri === 'string' ? uri : '') ?? [];
  if (parseServerName(serverName) === undefined) return refuse('WL_MXC', 'not an mxc URI');
  return { serverName, mediaId };
}

/** The parts of an mxc URI whose media may be fetched, always through the own homeserver; else `WL_MXC` or `WL_SERVER_NAME`. */
export function checkMxc(list: ListedServers, uri: unknown, federation: 'internal' | 'federated'): Mxc {
  const mxc = parseMxc(uri);
  if (federation === 'internal') checkServerName(list, mxc.serverName);
  return mxc;
}

/**
 * The URL at the own homeserver that serves this media to a logged-in user (Matrix 1.11).
 * Without `allow_redirect` the homeserver has to send the bytes itself: browsers hide where a redirect leads, so the
 * guarded fetch can follow one only outside of browsers.
 */
export function mediaDownloadUrl(baseUrl: string, { serverName, mediaId }: Mxc): string {
  return `${mediaUrl(baseUrl, 'download', serverName)}/${mediaId}`;
}

/** The same for a small square picture of an unencrypted one. @param sizePx of its sides */
export function mediaThumbnailUrl(baseUrl: string, { serverName, mediaId }: Mxc, sizePx: number): string {
  const size = `width=${sizePx}&height=${sizePx}&method=crop`;
  return `${mediaUrl(baseUrl, 'thumbnail', serverName)}/${mediaId}?${size}`;
}

function mediaUrl(baseUrl: string, what: 'download' | 'thumbnail', serverName: string): string {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return `${base}_matrix/client/v1/media/${what}/${encodeURIComponent(serverName)}`;
}
