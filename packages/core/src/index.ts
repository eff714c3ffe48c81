/** `@bundesmessenger/core`: the public names, listed by hand. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from './errors.ts';
export { writable, type Readable, type Writable } from './readable.ts';
export * from './types.ts';
