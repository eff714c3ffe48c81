/** Loads the wasm of the encryption, and tells a network that failed from a file that does not run. */
import { initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { BmError } from '../errors.ts';
import { whyNoFile } from '../network/missing-file.ts';

/**
 * @param url where it is served; `undefined` in Node, where the package finds its own
 * @param fetch the door
 * @throws {BmError} OFFLINE, HOST_FILE_MISSING, HOST_LOAD_FAILED
 */
export async function loadWasm(url: string | undefined, fetch: typeof globalThis.fetch): Promise<void> {
  try {
    await (url === undefined ? initAsync() : initAsync(url));
  } catch (error) {
    throw url !== undefined && didNotCome(error)
      ? new BmError(await whyNoFile(fetch, url, 'application/wasm'), 'the wasm of the encryption did not come')
      : new BmError('HOST_LOAD_FAILED', 'the wasm of the encryption does not run');
  }
}

/** What the door says of a network that is away, and of a captive portal that redirects. */
const passing: readonly string[] = ['OFFLINE', 'WL_REDIRECT'];

/**
 * A `TypeError` is what browsers reject with for an answer that is none, has a bad status or is no wasm (WebAssembly Web API,
 * "compile a potential WebAssembly response"); Firefox has a `DOMException` for one that is cut off. Bytes that came whole and
 * do not compile or link are another error, and so is a policy that forbids to compile.
 */
export function didNotCome(error: unknown): boolean {
  if (error instanceof BmError) return passing.includes(error.code);
  return error instanceof TypeError || error instanceof DOMException;
}
