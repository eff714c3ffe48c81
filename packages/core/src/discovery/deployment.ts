/** What of the operator's `.well-known` keys the SDK reads: those of BundesMessenger and Element. Pure; hostile until read. */
import { shownLink } from '../network/shown-link.ts';
import { isObject, member } from '../whitelist/strict-json.ts';

/** What the operator of a homeserver says of the deployment, cleaned. Nothing of it widens what the session may do. */
export interface AnnouncedDeployment {
  readonly imprintUrl?: string;
  readonly privacyUrl?: string;
  /** `de.bwi.federation`. Absent: nothing is said. */
  readonly announcedFederation?: AnnouncedFederation;
  /** The operator wants every user to set up recovery (`io.element.e2ee`, `secure_backup_required`). */
  readonly recoveryRequired?: true;
}

export interface AnnouncedFederation {
  readonly enabled: boolean;
  /** Explain federation to users who meet it for the first time. */
  readonly showIntroduction: boolean;
  /** Tell users when federation has come. */
  readonly showAnnouncement: boolean;
}

export function projectDeployment(raw: Readonly<Record<string, unknown>>): AnnouncedDeployment {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => shownLink(member(raw, name))).find((url) => url !== undefined);
  // The chart's comments spell the names otherwise than its template.
  const imprintUrl = first('de.bwi.imprint_url', 'de.bwi.imprintUrl');
  const privacyUrl = first('de.bwi.data_privacy_url', 'de.bwi.dataPrivacyUrl');
  const announcedFederation = projectFederation(member(raw, 'de.bwi.federation'));
  const recoveryRequired = member(member(raw, 'io.element.e2ee'), 'secure_backup_required') === true;
  return {
    ...(imprintUrl !== undefined && { imprintUrl }),
    ...(privacyUrl !== undefined && { privacyUrl }),
    ...(announcedFederation && { announcedFederation }),
    ...(recoveryRequired && { recoveryRequired }),
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
