/**
 * What the account may change and how large a file may be, as the homeserver says it. Pure: answers in, plain data out.
 * What a server does not mention is allowed, as the specification says; a refusal of the server is shown anyway.
 */
import { isObject, member } from '../whitelist/strict-json.ts';

/** `GET /_matrix/client/v3/capabilities`. A button for what is not possible is not shown. */
export interface Capabilities {
  readonly canChangePassword: boolean;
  readonly canChangeDisplayName: boolean;
  readonly canChangeAvatar: boolean;
  /** Room version of new rooms, and of upgraded ones. */
  readonly defaultRoomVersion?: string;
}

/** What a new password needs, for a hint before the server refuses one. */
export interface PasswordPolicy {
  /** In characters. */
  readonly minimumLength: number;
  readonly needs: readonly ('digit' | 'symbol' | 'lowercase' | 'uppercase')[];
}

/** What the homeserver takes. Absent: it did not say. */
export interface Limits {
  /** `m.upload.size`: bytes of one upload, ciphertext for encrypted files. */
  readonly uploadBytes?: number;
}

/** Longer ones are no room versions (appendix "Room version identifiers"). */
const maxRoomVersionCharacters = 32;
/** More than this is no policy but a mistake. */
const maxMinimumLength = 512;

export function projectCapabilities(answer: unknown): Capabilities {
  const all = member(answer, 'capabilities');
  const isEnabled = (name: string): boolean => member(member(all, name), 'enabled') !== false;
  const fields = member(all, 'm.profile_fields');
  const mayChange = (field: string, capability: string): boolean =>
    isEnabled(capability) && mayChangeField(fields, field);
  const version = member(member(all, 'm.room_versions'), 'default');
  return {
    canChangePassword: isEnabled('m.change_password'),
    canChangeDisplayName: mayChange('displayname', 'm.set_displayname'),
    canChangeAvatar: mayChange('avatar_url', 'm.set_avatar_url'),
    ...(typeof version === 'string' &&
      version !== '' &&
      version.length <= maxRoomVersionCharacters && { defaultRoomVersion: version }),
  };
}

/** `m.profile_fields`: with `allowed` nothing else is, else everything but `disallowed`. */
function mayChangeField(capability: unknown, field: string): boolean {
  if (!isObject(capability)) return true;
  const { enabled, allowed, disallowed } = capability;
  if (enabled === false) return false;
  if (Array.isArray(allowed)) return allowed.includes(field);
  return !(Array.isArray(disallowed) && disallowed.includes(field));
}

/** Synapse's `GET /_matrix/client/v3/password_policy`. `undefined` where there is none. */
export function projectPasswordPolicy(answer: unknown): PasswordPolicy | undefined {
  if (!isObject(answer)) return undefined;
  const length = answer['m.minimum_length'];
  const needs = (['digit', 'symbol', 'lowercase', 'uppercase'] as const).filter(
    (kind) => answer[`m.require_${kind}`] === true,
  );
  const minimumLength =
    typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= maxMinimumLength ? length : 0;
  return minimumLength === 0 && needs.length === 0 ? undefined : { minimumLength, needs };
}

/** `GET /_matrix/client/v1/media/config`. */
export function projectLimits(answer: unknown): Limits {
  const bytes = member(answer, 'm.upload.size');
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes > 0 ? { uploadBytes: bytes } : {};
}
