/** The questions to a homeserver and its operator that are answered beside a session's start. A thin shell around pure readers. */
import { toErrorData, type ErrorCode } from '../errors.ts';
import { projectPartners } from '../federation/policy.ts';
import { boundedGet } from '../network/bounded-get.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import type { GuardedFetch } from '../network/guarded-fetch.ts';
import { contentScannerPath, type ContentScanning } from '../media/content-scanner.ts';
import {
  projectCapabilities,
  projectLimits,
  projectPasswordPolicy,
  type Capabilities,
  type Limits,
  type PasswordPolicy,
} from './capabilities.ts';
import type { MaintenanceAnswer } from './follow-maintenance.ts';
import { maintenancePath } from './maintenance-gate.ts';
import { maxMaintenanceBytes, readDowntimes } from './maintenance.ts';
import { maxSupportBytes, readSupportContact, type SupportContact } from './support-contact.ts';

/** @param baseUrl approved @throws what aborts `signal`, or a refusal of the door */
export async function askMaintenance(
  fetch: GuardedFetch,
  baseUrl: string,
  signal: AbortSignal,
): Promise<MaintenanceAnswer> {
  const url = baseUrl.replace(/\/$/, '') + maintenancePath;
  const answer = await boundedGet(url, { fetch, purpose: 'api', maxBytes: maxMaintenanceBytes, signal });
  if (answer.status === 'answered') return { status: 'answered', downtimes: readDowntimes(answer.body) };
  return { status: answer.why === 'httpStatus' ? 'refused' : 'failed' };
}

/** @param url see `supportUrl` @returns `undefined` where nobody is named @throws as above */
export async function askSupportContact(
  fetch: GuardedFetch,
  url: string,
  signal: AbortSignal,
): Promise<SupportContact | undefined> {
  const answer = await boundedGet(url, { fetch, purpose: 'discovery', maxBytes: maxSupportBytes, signal });
  return answer.status === 'answered' ? readSupportContact(answer.body) : undefined;
}

/** What holds for the user who is logged in. Absent: the homeserver does not tell. */
export interface AccountFacts {
  readonly capabilities?: Capabilities;
  readonly limits?: Limits;
  readonly passwordPolicy?: PasswordPolicy;
  readonly federationPartners?: readonly string[];
  /** Files are taken through the operator's content scanner, which looks inside. */
  readonly contentScanner?: true;
}

/** Answers that say "I do not know that": asking again changes nothing. */
const noAnswers: readonly ErrorCode[] = ['BAD_RESPONSE', 'UNEXPECTED', 'FORBIDDEN'];

/** @throws {BmError} OFFLINE, SERVER_ERROR, MAINTENANCE …: worth another try */
export async function askAccountFacts(
  request: AuthenticatedRequest,
  scanning: ContentScanning | undefined,
): Promise<AccountFacts> {
  const ask = async (path: string): Promise<unknown> => {
    try {
      return await request({ method: 'GET', path });
    } catch (error) {
      if (noAnswers.includes(toErrorData(error).code)) return undefined;
      throw error;
    }
  };
  const [capabilities, mediaConfig, policy, whitelist, contentScanner] = await Promise.all([
    ask('/_matrix/client/v3/capabilities'),
    ask('/_matrix/client/v1/media/config'),
    ask('/_matrix/client/v3/password_policy'),
    ask('/_synapse/client/v1/config/federation_whitelist'),
    scanning === 'required' ||
      // One that does not answer is there: no file comes past it.
      (scanning === 'auto' &&
        ask(`/${contentScannerPath}public_key`).then(
          (key) => key !== undefined,
          () => true,
        )),
  ]);
  const passwordPolicy = projectPasswordPolicy(policy);
  const federationPartners = projectPartners(whitelist);
  return {
    ...(capabilities !== undefined && { capabilities: projectCapabilities(capabilities) }),
    ...(mediaConfig !== undefined && { limits: projectLimits(mediaConfig) }),
    ...(passwordPolicy && { passwordPolicy }),
    ...(federationPartners && { federationPartners }),
    ...(contentScanner && { contentScanner }),
  };
}
