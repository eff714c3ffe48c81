/** The public names of the whitelist, for issuers of lists, checkers and audits. A session uses them by itself. */
import { createApproval as createApprovalWith, type Approval, type ApprovalDependencies } from './approval.ts';
import type { SessionOptions } from '../types.ts';

/** @param dependencies signatures are verified by this package where it is not told otherwise */
export function createApproval(
  options: SessionOptions,
  dependencies: Omit<ApprovalDependencies, 'loadSignatures'> & Partial<Pick<ApprovalDependencies, 'loadSignatures'>>,
): Approval {
  return createApprovalWith(options, { loadSignatures: () => import('./signatures.ts'), ...dependencies });
}
export type { Approval, ApprovalDependencies, ApprovalState, Approved } from './approval.ts';
export type { ApprovalCache, ApprovalRecord } from './approval-record.ts';
export { builtInServers, freezeOptions, refuseOtherWhitelist } from './configuration.ts';
export { type GatedFeature, gatedFeatures, requireFeature } from './features.ts';
export { checkIssuer } from './issuer.ts';
export { baseUrlOf, checkBaseUrl, checkServerName, checkUserId, type ListedServers } from './listed-servers.ts';
export { checkRoom, creationContent, type Federation, type RoomReference } from './rooms.ts';
export { type AcceptedToken, importTokenKeys, requestServerToken, type TokenKeys } from './server-token.ts';
export { serverTokenUrl } from './server-token-url.ts';
export { checkLoginResponse, readSignInAnswer, type SignInAnswer, type SignInAttempt } from './sign-in.ts';
export { type NewestList, type VerifiedList, verifySignedList } from './signed-list.ts';
export { checkTurnUri, listedTurnUris } from './turn.ts';
export { checkWellKnown, interpretWellKnown, maxWellKnownBytes, type WellKnown } from '../discovery/well-known.ts';
export { type SetTimer } from '../network/bounded-get.ts';
export {
  type AllowedOrigins,
  createGuardedFetch,
  type GuardedFetch,
  type RequestPurpose,
} from '../network/guarded-fetch.ts';
export { checkMxc, mediaDownloadUrl, type Mxc, parseMxc } from '../network/mxc.ts';
export { sealRealm } from '../network/sealed-realm.ts';
export { BmError, type ErrorCode } from '../errors.ts';
export { allowInsecureLocalhost, type SessionOptions } from '../types.ts';
export { wellKnownUrl } from '../discovery/well-known-urls.ts';
