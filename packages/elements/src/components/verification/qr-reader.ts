/**
 * Reads the bytes of a QR code in a picture. The browser's own `BarcodeDetector` gives text, where it exists at all; the codes
 * of a verification are bytes, and most of them are no text.
 */
export type QrReader = (picture: ImageData) => Uint8Array | undefined;

/** Loads the decoder. */
export async function createQrReader(): Promise<QrReader> {
  const { decodeQR } = await import('qr/decode.js');
  return (picture) => {
    try {
      return Uint8Array.from(decodeQR(picture, { textDecoder }), (byte) => byte.charCodeAt(0));
    } catch {
      return undefined; // no code in it, or one that cannot be read: the next picture may be better
    }
  };
}

/** One character for each byte, as Latin-1 would. */
function textDecoder(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
