/** Browsers verify and encrypt in secure contexts only. */
import { BmError } from '../errors.ts';

/** Without a secure context there is no `crypto.subtle`; that is never a reason to skip a check. @throws {BmError} WL_INSECURE_CONTEXT */
export function requireSubtleCrypto(): void {
  if (globalThis.crypto?.subtle === undefined) {
    throw new BmError('WL_INSECURE_CONTEXT', 'signatures need a secure context');
  }
}
