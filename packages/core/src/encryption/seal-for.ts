/** Olm's `PkEncryption`: a text that only the holder of one Curve25519 key can read. Needs the wasm to be loaded. */
import { Curve25519PublicKey, PkEncryption } from '@matrix-org/matrix-sdk-crypto-wasm';

/** All of it unpadded base64, named as the Matrix Content Scanner API does ("Encrypted POST body"). */
export interface SealedText {
  readonly ciphertext: string;
  readonly mac: string;
  readonly ephemeral: string;
}

/** @param publicKey base64 @throws where it is no key */
export function sealFor(publicKey: string, text: string): SealedText {
  const sealed = PkEncryption.fromKey(new Curve25519PublicKey(publicKey)).encryptString(text);
  const { ciphertext, mac, ephemeralKey: ephemeral } = sealed.toBase64();
  return { ciphertext, mac, ephemeral };
}
