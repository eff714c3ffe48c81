/** Encrypted files written anew from the specification ("Sending encrypted attachments"), with Node's own crypto: nothing of the SDK. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export interface EncryptedFile {
  readonly url: string;
  readonly v: 'v2';
  readonly key: {
    readonly kty: 'oct';
    readonly alg: 'A256CTR';
    readonly ext: true;
    readonly key_ops: readonly string[];
    readonly k: string;
  };
  readonly iv: string;
  readonly hashes: { readonly sha256: string };
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

export function encryptByTheBook(plain: Buffer): { bytes: Buffer; file: Omit<EncryptedFile, 'url'> } {
  const key = randomBytes(32);
  const iv = Buffer.concat([randomBytes(8), Buffer.alloc(8)]);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    bytes,
    file: {
      v: 'v2',
      key: { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['encrypt', 'decrypt'], k: key.toString('base64url') },
      iv: unpadded(iv),
      hashes: { sha256: unpadded(createHash('sha256').update(bytes).digest()) },
    },
  };
}

export function decryptByTheBook(bytes: Buffer, { key, iv, hashes }: EncryptedFile): Buffer {
  const sha256 = unpadded(createHash('sha256').update(bytes).digest());
  if (sha256 !== hashes.sha256.replace(/=+$/, '')) throw new Error('the hash is another one');
  const decipher = createDecipheriv('aes-256-ctr', Buffer.from(key.k, 'base64url'), Buffer.from(iv, 'base64'));
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}
