/** Ids in what others send, where core has not looked at them: in contents and in answers of other endpoints. Pure. */
import { isIdentifier } from '@bundesmessenger/core';
import { shownText } from './shown-text.ts';

export { isRoomId, isUserId } from '@bundesmessenger/core';

/** In UTF-16 units. Source: client-server API, "Size limits" (255 bytes). */
const maxLength = 255;

/** Whether it can be the id of an event, or of whatever else has one. */
export function isId(value: unknown): value is string {
  return isIdentifier(value) && value !== '';
}

/** Appendix "Room Aliases". It is shown where a name belongs: what could not stand in a name is none. */
export function isAlias(value: unknown): value is string {
  return isId(value) && /^#[^\s:]+:\S+$/.test(value) && shownText(value, maxLength) === value;
}
