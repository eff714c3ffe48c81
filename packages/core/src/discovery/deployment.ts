/** What of the operator's `.well-known` keys the SDK reads: those of BundesMessenger and Element. Pure; hostile until read. */
import { shownLink } from '../network/shown-link.ts';
import { isObject, member } from '../whitelist/strict-json.ts';

/** What the operator of a homeserver says of the deployment, cleaned. Nothing of it widens what the session may do. */
export interface AnnouncedDeployment {
  readonly imprintUrl?: string;
  readonly privacyUrl?: string;
  /** `de.bwi.federation`. Absent: nothing is said. */
  readonly announcedFederation?: AnnouncedFederation;
  /** `io.element.e2ee`. Absent: nothing is said. */
  readonly secureBackup?: SecureBackup;
}

export interface AnnouncedFederation {
  readonly enabled: boolean;
  /** Explain federation to users who meet it for the first time. */
  readonly showIntroduction: boolean;
  /** Tell users when federation has come. */
  readonly showAnnouncement: boolean;
}

export interface SecureBackup {
  /** Nobody shall go on without recovery. */
  readonly required: boolean;
  /** How recovery may be set up; never empty. */
  readonly methods: readonly ('key' | 'passphrase')[];
}

const allMethods = ['key', 'passphrase'] as const;

export function projectDeployment(raw: Readonly<Record<string, unknown>>): AnnouncedDeployment {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => shownLink(member(raw, name))).find((url) => url !== undefined);
  // The chart's comments spell the names otherwise than its template.
  const imprintUrl = first('de.bwi.imprint_url', 'de.bwi.imprintUrl');
  const privacyUrl = first('de.bwi.data_privacy_url', 'de.bwi.dataPrivacyUrl');
  const announcedFederation = projectFederation(member(raw, 'de.bwi.federation'));
  const secureBackup = projectSecureBackup(member(raw, 'io.element.e2ee'));
  const encryption: unknown = Object.hasOwn(raw, 'io.element.e2ee') ? raw['io.element.e2ee'] : undefined;
  const recoveryRequired =
    typeof encryption === 'object' &&
    encryption !== null &&
    Object.hasOwn(encryption, 'secure_backup_required') &&
    (encryption as Record<string, unknown>).secure_backup_required === true;
  return {
    ...(recoveryRequired && { recoveryRequired }),
    ...(imprintUrl !== undefined && { imprintUrl }),
    ...(privacyUrl !== undefined && { privacyUrl }),
    ...(announcedFederation && { announcedFederation }),
    ...(secureBackup && { secureBackup }),
  };
}

function projectFederation(raw: unknown): AnnouncedFederation | undefined {
  if (!isObject(raw)) return undefined;
  const isOn = (name: string): boolean => member(raw, name) === true;
  return {
    enabled: isOn('enable'),
    showIntroduction: isOn('show_introduction'),
    showAnnouncement: isOn('show_announcement'),
  };
}

function projectSecureBackup(raw: unknown): SecureBackup | undefined {
  if (!isObject(raw)) return undefined;
  const named = member(raw, 'secure_backup_setup_methods');
  const methods = allMethods.filter((method) => Array.isArray(named) && named.includes(method));
  return {
    required: member(raw, 'secure_backup_required') === true,
    methods: methods.length > 0 ? methods : allMethods,
  };
}
