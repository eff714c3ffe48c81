/** The device's credentials, as a record of the sealed storage. */
import type { OAuthClient } from '../login/oauth2.ts';
import type { Tokens } from '../login/refresh.ts';
import type { SealedStorage } from './sealed-storage.ts';

export interface Credentials {
  readonly userId: string;
  readonly deviceId: string;
  /** Empty after a soft logout: the device and its keys wait for the same user to log in again. */
  readonly accessToken: string;
  /** Where the server gives tokens that expire: brings the next pair, once. */
  readonly refreshToken?: string;
  /** Of the access token, where the server says so. Milliseconds since 1970. */
  readonly expiresAtMs?: number;
  /** Where an issuer gave the tokens. */
  readonly oauth?: OAuthClient;
  /** Only where a server token and no list approved the homeserver: where discovery found it. */
  readonly baseUrl?: string;
  /** The user came by a portal's token: such an account has no sign-in that could be repeated. */
  readonly byToken?: true;
  /** 32 random bytes that encrypt the crypto store. */
  readonly storageKey: readonly number[];
}

const recordKey = 'credentials';

export async function readCredentials(storage: SealedStorage): Promise<Credentials | undefined> {
  return storage.get<Credentials>(recordKey);
}

export async function writeCredentials(storage: SealedStorage, credentials: Credentials): Promise<void> {
  await storage.set(recordKey, credentials);
}

/** The same device with other tokens; without any after a soft logout. */
export function withTokens(
  credentials: Omit<Credentials, 'accessToken'>,
  { expiresInMs, ...tokens }: Tokens,
  nowMs: number,
): Credentials {
  const { refreshToken: _refreshToken, expiresAtMs: _expiresAtMs, ...device } = credentials;
  return { ...device, ...tokens, ...(expiresInMs !== undefined && { expiresAtMs: nowMs + expiresInMs }) };
}

/** A fresh key for a fresh crypto store. */
export function createStorageKey(): readonly number[] {
  return [...crypto.getRandomValues(new Uint8Array(32))];
}

/** Prefix of the crypto store's databases: one store for each user and device, as the Rust crypto demands. */
export function cryptoDatabasePrefix(sessionName: string, { userId, deviceId }: Credentials): string {
  return `bundesmessenger:${sessionName}:${userId}:${deviceId}`;
}

/** @param user what a person typed, or a portal says: user id or localpart */
export function isSameUser(userId: string, user: string | undefined, serverName: string): boolean {
  if (user === undefined) return false;
  const typed = user.trim();
  return typed.startsWith('@') ? typed === userId : `@${typed.toLowerCase()}:${serverName}` === userId;
}
