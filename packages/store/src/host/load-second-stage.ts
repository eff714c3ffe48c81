/** Loads the file of the second stage, again where it did not come. */
import { whyNoFile } from '@bundesmessenger/core';
import { BmError } from '@bundesmessenger/core/errors';
import type { SecondStageModule } from './second-stage.ts';

/**
 * @param origin the only one that may be the source of code that holds the keys: a page names the file
 * @param importModule the realm's `import()`
 * @param fetch the realm's
 * @returns what loads it @throws {BmError} OFFLINE if it did not come, HOST_FILE_MISSING if it is not there, HOST_LOAD_FAILED if it never runs
 */
export function createSecondStageLoader(
  origin: string,
  importModule: (url: string) => Promise<unknown>,
  fetch: typeof globalThis.fetch,
): (url: string) => Promise<SecondStageModule> {
  /** By URL, so that no file that runs is there twice. */
  const modules = new Map<string, Promise<SecondStageModule>>();
  let failures = 0;
  const load = async (url: string): Promise<SecondStageModule> => {
    if (new URL(url).origin !== origin) {
      throw new BmError('HOST_LOAD_FAILED', 'the encryption file is of another origin');
    }
    try {
      // Firefox remembers of a URL that nothing came (module map of the HTML standard), but asks for another fragment.
      return (await importModule(failures > 0 ? `${url}#${failures}` : url)) as SecondStageModule;
    } catch (error) {
      // A script that came and does not run has an error of its own.
      if (!(error instanceof TypeError)) throw new BmError('HOST_LOAD_FAILED', 'the encryption file does not run');
      const code = await whyNoFile(fetch, url, 'script');
      failures++;
      modules.delete(url);
      throw new BmError(code, 'the encryption file did not come');
    }
  };
  return (url) => {
    const module = modules.get(url) ?? load(url);
    modules.set(url, module);
    return module;
  };
}
