/** Recognises `mxc:` URIs. Whether one may be loaded is decided where it is loaded. Pure. */

/** Client-server API "Matrix Content (mxc://) URIs"; ids as Synapse makes them. */
const mxcUri = /^mxc:\/\/[^/\s?#]{1,255}\/[A-Za-z0-9_-]{1,255}$/;

/** The URI, or `undefined` for anything else. */
export function mxcIn(value: unknown): string | undefined {
  return typeof value === 'string' && mxcUri.test(value) ? value : undefined;
}
