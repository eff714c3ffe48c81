/**
 * Files as they travel: AES-CTR with a key of their own, which goes with the event, and a hash that shows whether anybody
 * changed them on the way (client-server API "Sending encrypted attachments", version v2).
 */
import { BmError } from '../errors.ts';
import { decodeUnpaddedBase64, encodeUnpaddedBase64 } from './unpadded-base64.ts';

/** The `EncryptedFile` of the specification without its URL. Holds the key: it belongs into an encrypted event and nowhere else. */
export interface FileSecrets {
  readonly v: 'v2';
  readonly key: {
    readonly kty: 'oct';
    readonly alg: 'A256CTR';
    readonly ext: true;
    readonly key_ops: readonly string[];
    /** base64url. */
    readonly k: string;
  };
  /** Unpadded base64 of the whole counter block. */
  readonly iv: string;
  readonly hashes: { readonly sha256: string };
}

/** An `EncryptedFile` of the specification: belongs into an encrypted event and nowhere else. */
export type UploadedFile = FileSecrets & { readonly url: string };

/** AES counter block: the first half is random, the second counts (specification: "the lower 8 bytes should be zero"). */
const counterBytes = 16;
const nonceBytes = 8;
const counterBits = 64;
const keyBits = 256;

export async function encryptFile(plain: ArrayBuffer): Promise<{ ciphertext: ArrayBuffer; secrets: FileSecrets }> {
  const algorithm = { name: 'AES-CTR', length: keyBits };
  const key = await crypto.subtle.generateKey(algorithm, true, ['encrypt', 'decrypt']);
  const counter = new Uint8Array(counterBytes);
  crypto.getRandomValues(counter.subarray(0, nonceBytes));
  const ciphertext = await crypto.subtle.encrypt({ name: 'AES-CTR', counter, length: counterBits }, key, plain);
  const [{ k }, sha256] = await Promise.all([
    crypto.subtle.exportKey('jwk', key),
    crypto.subtle.digest('SHA-256', ciphertext),
  ]);
  return {
    ciphertext,
    secrets: {
      v: 'v2',
      key: { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['encrypt', 'decrypt'], k: k! },
      iv: encodeUnpaddedBase64(counter),
      hashes: { sha256: encodeUnpaddedBase64(new Uint8Array(sha256)) },
    },
  };
}

/** @throws {BmError} MEDIA_CORRUPT where the bytes are not those that were sent; nothing of them is given out then */
export async function decryptFile(ciphertext: ArrayBuffer, { key, iv, hashes }: FileSecrets): Promise<ArrayBuffer> {
  const found = new Uint8Array(await crypto.subtle.digest('SHA-256', ciphertext));
  const expected = decodeUnpaddedBase64(hashes.sha256);
  if (!expected || expected.length !== found.length || !expected.every((byte, at) => byte === found[at])) {
    throw new BmError('MEDIA_CORRUPT', 'the file is not the one that was sent');
  }
  try {
    const secret = await crypto.subtle.importKey('jwk', { ...key, key_ops: ['decrypt'] }, 'AES-CTR', false, [
      'decrypt',
    ]);
    const counter = decodeUnpaddedBase64(iv)!;
    return await crypto.subtle.decrypt({ name: 'AES-CTR', counter, length: counterBits }, secret, ciphertext);
  } catch {
    throw new BmError('MEDIA_CORRUPT', 'the file cannot be decrypted');
  }
}

/** The secrets in an event's hostile content; `undefined` where they are none that could be used. */
export function readFileSecrets(file: unknown): FileSecrets | undefined {
  const { v, key, iv, hashes } = objectIn(file);
  const { kty, alg, k } = objectIn(key);
  const { sha256 } = objectIn(hashes);
  if (v !== 'v2' || kty !== 'oct' || alg !== 'A256CTR') return undefined;
  if (!isBase64(k) || !isBase64(iv) || !isBase64(sha256)) return undefined;
  if (decodeUnpaddedBase64(iv)?.length !== counterBytes) return undefined;
  return { v, key: { kty, alg, ext: true, key_ops: ['encrypt', 'decrypt'], k }, iv, hashes: { sha256 } };
}

function isBase64(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/_-]{1,128}={0,2}$/.test(value);
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
