/** Tells a file of the host that is not there from one that did not come: neither `import()` nor the wasm's loader says why. */
import { BmError, type ErrorCode, type ErrorData } from '../errors.ts';

/**
 * @param fetch one that may ask for the file
 * @param type what the type of the file has in it
 */
export function whyNoFile(fetch: typeof globalThis.fetch, url: string, type: string): Promise<ErrorCode> {
  return fetch(url, { method: 'HEAD', redirect: 'error' }).then(
    ({ ok, status, headers }) =>
      (ok ? headers.get('Content-Type')?.includes(type) : status !== 404 && status !== 410)
        ? 'OFFLINE'
        : 'HOST_FILE_MISSING',
    () => 'OFFLINE',
  );
}

/** Whether it is asked for again: what is missing may be half of a deployment. */
export function mayStillCome(error: unknown): error is BmError {
  return error instanceof BmError && (error.code === 'OFFLINE' || error.code === 'HOST_FILE_MISSING');
}

/** A file that is still missing at this try is so for good; at the first ones its deployment may be under way. */
const believedTry = 3;

/** What to say of one failure after another: of a file that is not there first only that it did not come. */
export function createMissingFileBelief(): (error: BmError) => ErrorData {
  let tries = 0;
  return (error) => {
    const isBelieved = error.code !== 'HOST_FILE_MISSING' || ++tries >= believedTry;
    return isBelieved ? error.toData() : { ...error.toData(), code: 'OFFLINE' };
  };
}
