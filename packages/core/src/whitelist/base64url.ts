/** Base64url (RFC 4648, section 5) without padding, read so strictly that each byte string has one text only. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const onlyAlphabet = /^[A-Za-z0-9_-]*$/;

/** The bytes, or `undefined` if the text has padding, white space, stray bits or a length that no bytes have. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const surplus = text.length % 4;
  if (!onlyAlphabet.test(text) || surplus === 1) return undefined;
  // With 2 or 3 characters over, the last one has 4 or 2 bits that belong to no byte.
  const strayBits = surplus === 2 ? 0b1111 : surplus === 3 ? 0b11 : 0;
  if ((alphabet.indexOf(text.at(-1) ?? 'A') & strayBits) !== 0) return undefined;
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

/** For short values: each byte becomes an argument. */
export function encodeBase64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
