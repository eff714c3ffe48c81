/** What of the operator's `.well-known` keys may be shown: imprint and privacy links of BundesMessenger. Pure. */
import type { Deployment } from '../types.ts';

/** A link that a person may follow, or nothing. The chart prefixes `https://` blindly, so a doubled scheme is mended. */
function link(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2048) return undefined;
  const text = value.trim().replace(/^(?:https:\/\/)+(?=https:\/\/)/, '');
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}

/** @param raw the `.well-known` object, hostile until read */
export function projectDeployment(raw: Readonly<Record<string, unknown>>): Deployment {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => (Object.hasOwn(raw, name) ? link(raw[name]) : undefined)).find((url) => url !== undefined);
  const imprintUrl = first('de.bwi.imprint_url', 'de.bwi.imprintUrl');
  const privacyUrl = first('de.bwi.data_privacy_url', 'de.bwi.dataPrivacyUrl');
  return {
    ...(imprintUrl !== undefined && { imprintUrl }),
    ...(privacyUrl !== undefined && { privacyUrl }),
  };
}
