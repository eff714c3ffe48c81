/**
 * Everything that verifies a signature, as one module: it is loaded where a token or a signed list is configured, and not on
 * the way to the list of rooms where none is.
 */
export { createCurrentServers } from './current-servers.ts';
export { createCurrentToken } from './current-token.ts';
