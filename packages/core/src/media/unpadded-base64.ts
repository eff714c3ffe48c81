/** Base64 without padding, as Matrix writes bytes (appendix "Unpadded Base64"). Pure. */

export function encodeUnpaddedBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
}

/** Also takes padding, which others send. */
export function decodeUnpaddedBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replace(/=+$/, '')), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
