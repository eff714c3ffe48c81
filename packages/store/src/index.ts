/** `@bundesmessenger/store`: the page face. Free of matrix-js-sdk and of wasm. */
export { BmError, toErrorData, type ErrorCode, type ErrorData } from '@bundesmessenger/core/errors';
export type { Readable } from '@bundesmessenger/core/readable';
export {
  allowInsecureLocalhost,
  type Deployment,
  type HomeserverState,
  type ListedServer,
  type LoginRequest,
  type SessionOptions,
  type SessionState,
  type SyncState,
  type Whitelist,
} from '@bundesmessenger/core/types';

export { openStore } from './placement/open-store.ts';
export type { StoreOptions } from './placement/options.ts';
export type { RoomList, RoomPreview, RoomSummary } from './rooms/rooms.ts';
export type { Room, Store } from './store.ts';
export type {
  MessageContent,
  Sender,
  SendState,
  StateChange,
  TextContent,
  Timeline,
  TimelineItem,
  UndecryptableCause,
} from './timeline/timeline.ts';
