/** What the outbox needs of a session: a way out, and a place where what waits survives the end of the host. */
import type { JsonObject } from '@bundesmessenger/core/types';
import type { OutgoingFile } from './outgoing.ts';

export interface OutboxTransport {
  encrypt(roomId: string, eventType: string, content: JsonObject): Promise<JsonObject>;
  send(roomId: string, eventType: string, content: JsonObject, transactionId: string): Promise<{ eventId: string }>;
  redact(roomId: string, eventId: string, transactionId: string, reason?: string): Promise<{ eventId: string }>;
  /**
   * Encrypts and uploads a file and gives the content of its event.
   * @param report progress, 0 to 1
   */
  upload(file: OutgoingFile, bytes: Blob, report: (progress: number) => void, signal: AbortSignal): Promise<JsonObject>;
  /** Whether the homeserver answers the session otherwise. */
  isAnswering(): boolean;
}

/** Where waiting events survive the end of the host. */
export interface OutboxStorage {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  keys(prefix: string): Promise<readonly string[]>;
}
