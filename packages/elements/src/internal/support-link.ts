/** Where people find help: the operator's page, else a mail to whom the operator names. */
import type { Deployment } from '@bundesmessenger/store';

/** `undefined` where the operator names nothing that can be a link. */
export function supportLink(contact: Deployment['supportContact']): string | undefined {
  const { pageUrl, email } = contact ?? {};
  const candidates = [pageUrl, email === undefined ? undefined : `mailto:${email}`];
  return candidates.find((url) => url !== undefined && isAllowed(url));
}

function isAllowed(url: string): boolean {
  return URL.canParse(url) && ['https:', 'mailto:'].includes(new URL(url).protocol);
}
