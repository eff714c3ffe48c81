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

/** Where the own homeserver serves media to a logged-in user (Matrix 1.11). */
const mediaRepositoryPath = '_matrix/client/v1/media/';

/**
 * The URL at the own homeserver that serves this media.
 * Without `allow_redirect` the homeserver has to send the bytes itself: browsers hide where a redirect leads, so the
 * guarded fetch can follow one only outside of browsers.
 * @param path of whatever serves media as the repository does
 */
export function mediaDownloadUrl(baseUrl: string, { serverName, mediaId }: Mxc, path = mediaRepositoryPath): string {
  return urlAt(baseUrl, `${path}download/${encodeURIComponent(serverName)}/${mediaId}`);
}

/** The same for a small square picture of an unencrypted one. @param sizePx of its sides */
export function mediaThumbnailUrl(
  baseUrl: string,
  { serverName, mediaId }: Mxc,
  sizePx: number,
  path = mediaRepositoryPath,
): string {
  const size = `width=${sizePx}&height=${sizePx}&method=crop`;
  return urlAt(baseUrl, `${path}thumbnail/${encodeURIComponent(serverName)}/${mediaId}?${size}`);
}

/** @param path without a slash at its start */
export function urlAt(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/?$/, '/')}${path}`;
}
