/** What crosses a MessagePort between a page and the host: a closed union in each direction, plain data only. */
import type { ErrorData } from '@bundesmessenger/core/errors';
import type { SessionOptions } from '@bundesmessenger/core/types';
import type { Command } from './commands.ts';
import type { Topic } from './topics.ts';

/** Grows with every change that an older page or host would not understand. Part of the host's name. */
export const protocolVersion = 3;

/** What the host loads after its own file, once the first list is there: absolute URLs of the page's origin. */
export interface HostFiles {
  /** matrix-js-sdk's encryption. */
  readonly encryptionUrl: string;
  readonly wasmUrl: string;
}

export type PageMessage =
  /** First message of a port. `lock` is a Web Lock the page holds while it lives. */
  | {
      readonly type: 'hello';
      readonly version: number;
      readonly options: SessionOptions;
      readonly files: HostFiles;
      readonly lock: string;
    }
  | { readonly type: 'watch'; readonly id: number; readonly topic: Topic }
  | { readonly type: 'unwatch'; readonly id: number }
  | { readonly type: 'call'; readonly id: number; readonly command: Command }
  /** The page lets go in good order. */
  | { readonly type: 'bye' };

export type HostMessage =
  /** Answers `hello`. `lock` is a Web Lock the host holds while it lives. */
  | { readonly type: 'welcome'; readonly lock: string }
  /** The host does not serve this page; nothing else follows. */
  | { readonly type: 'refused'; readonly error: ErrorData }
  | { readonly type: 'value'; readonly id: number; readonly snapshot: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorData };
