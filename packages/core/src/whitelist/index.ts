/** The public names of the whitelist, for servers of lists, checkers and audits. A session needs none of them. */
export { builtInServers, freezeOptions, refuseOtherWhitelist } from './configuration.ts';
export { checkIssuer } from './issuer.ts';
export { baseUrlOf, checkBaseUrl, checkServerName, checkUserId, type ListedServers } from './listed-servers.ts';
export { checkLoginResponse, readSignInAnswer, type SignInAnswer, type SignInAttempt } from './sign-in.ts';
export { checkWellKnown, interpretWellKnown, type WellKnown, wellKnownUrl } from '../discovery/well-known.ts';
export {
  type AllowedOrigins,
  createGuardedFetch,
  type GuardedFetch,
  type RequestPurpose,
} from '../network/guarded-fetch.ts';
export { checkMxc, mediaDownloadUrl, type Mxc, parseMxc } from '../network/mxc.ts';
export { sealRealm } from '../network/sealed-realm.ts';
