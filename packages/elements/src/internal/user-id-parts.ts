/** A user id that may fill two lines. */
import { html, type TemplateResult } from 'lit';

/** A line may end before the server's name. */
export function inTwoParts(userId: string): TemplateResult {
  const colon = userId.indexOf(':');
  return html`${userId.slice(0, colon)}<wbr />${userId.slice(colon)}`;
}
