/** Ids in what others send, where core has not looked at them: in contents and in answers of other endpoints. Pure. */
import { shownText } from './shown-text.ts';

/** In UTF-16 units. Source: client-server API, "Size limits" (255 bytes). */
const maxLength = 255;
/** Half of a character, which UTF-8 cannot say: no path of a request can hold one. */
const loneSurrogate = /\p{Cs}/u;

/** Whether it can be the id of an event, or of whatever else has one. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxLength && !loneSurrogate.test(value);
}

export function isUserId(value: unknown): value is string {
  return isId(value) && /^@[^:]*:./.test(value);
}

export function isRoomId(value: unknown): value is string {
  return isId(value) && /^!\S+$/.test(value);
}

/** Appendix "Room Aliases". It is shown where a name belongs: what could not stand in a name is none. */
export function isAlias(value: unknown): value is string {
  return isId(value) && /^#[^\s:]+:\S+$/.test(value) && shownText(value, maxLength) === value;
}
