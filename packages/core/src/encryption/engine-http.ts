/**
 * The way of matrix-js-sdk's encryption to the homeserver: through the session's door, and with what the door's guard demands.
 * What it would send in a room is encrypted first; what it uploads is a closed blob.
 */
import { UserId, type OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { ClientPrefix, MatrixHttpApi, Method } from 'matrix-js-sdk/lib/http-api/index.js';
import type { UploadResponse } from 'matrix-js-sdk/lib/http-api/index.js';
import { TypedEventEmitter } from 'matrix-js-sdk/lib/models/typed-event-emitter.js';
import { BmError } from '../errors.ts';
import type { JsonObject } from '../sync/client-event.ts';
import { silentLogger } from './silent-logger.ts';

export interface EngineHttpOptions {
  readonly baseUrl: string;
  readonly accessToken: string;
  readonly fetch: typeof globalThis.fetch;
  readonly ended: AbortSignal;
  /** Encrypts an event that the engine sends in a room: verification with another user. */
  readonly encrypt: (roomId: string, type: string, content: object) => Promise<JsonObject>;
  /** The server has keys under this device's name that this device does not have. */
  readonly onKeysConflict: () => void;
}

export type EngineHttp = MatrixHttpApi<{ baseUrl: string; prefix: string; onlyData: true }>;

const roomEventPath = /^(.*\/_matrix\/client\/v3\/rooms\/)([^/]+)\/send\/([^/]+)\/([^/]+)$/;
const keysUploadPath = /\/_matrix\/client\/v3\/keys\/upload$/;
/** Room keys of a whole history are a few MB; on a slow line that takes minutes. Milliseconds. */
const uploadTimeoutMs = 300_000;

/**
 * A refusal of the door in the one form that matrix-js-sdk hands on. Any other error it takes for a dead network: the
 * code would be lost, and the request made again.
 */
function asAbort(refusal: BmError): BmError {
  return Object.defineProperty(BmError.fromData(refusal.toData()), 'name', { value: 'AbortError' });
}

export function createEngineHttp(options: EngineHttpOptions): EngineHttp {
  const { baseUrl, accessToken, fetch, ended, encrypt, onKeysConflict } = options;

  /** matrix-js-sdk sends verification in rooms in clear; the specification wants it encrypted where the room is. */
  const encrypted = async (url: URL, init: RequestInit): Promise<[URL, RequestInit]> => {
    const match = init.method === 'PUT' ? roomEventPath.exec(url.pathname) : null;
    if (!match || typeof init.body !== 'string') return [url, init];
    const [, prefix, roomId, type, transactionId] = match;
    const content = JSON.parse(init.body) as object;
    const body = JSON.stringify(await encrypt(decodeURIComponent(roomId!), decodeURIComponent(type!), content));
    return [new URL(`${prefix}${roomId}/send/m.room.encrypted/${transactionId}`, url), { ...init, body }];
  };
  const watchKeysUpload = async (url: URL, answer: Response): Promise<void> => {
    if (answer.status !== 400 || !keysUploadPath.test(url.pathname)) return;
    const body: unknown = await answer
      .clone()
      .json()
      .catch(() => undefined);
    // Synapse: "One time key signed_curve25519:AAAAHg already exists. Old key: …". There is no code for it.
    const text = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
    if (typeof text === 'string' && /already exists/.test(text)) onKeysConflict();
  };

  const http = new MatrixHttpApi(new TypedEventEmitter() as never, {
    baseUrl: baseUrl.replace(/\/$/, ''),
    prefix: ClientPrefix.V3,
    accessToken,
    onlyData: true as const,
    logger: silentLogger,
    fetchFn: async (input, init) => {
      const signal = init?.signal ? AbortSignal.any([init.signal, ended]) : ended;
      try {
        const asked = new URL(input instanceof Request ? input.url : String(input));
        const [url, changed] = await encrypted(asked, init ?? {});
        const answer = await fetch(url, { ...changed, signal });
        await watchKeysUpload(url, answer);
        return answer;
      } catch (error) {
        throw error instanceof BmError && error.code !== 'OFFLINE' ? asAbort(error) : error;
      }
    },
  });
  // Its own uploads go by XMLHttpRequest where there is one, past `fetchFn`.
  http.uploadContent = async (file): Promise<UploadResponse> => {
    if (!(file instanceof Uint8Array)) throw new BmError('ENCRYPTION_FAILED', 'only encrypted bytes are uploaded');
    const answer = await http.authedRequest<string>(
      Method.Post,
      '/_matrix/media/v3/upload',
      undefined,
      Uint8Array.from(file),
      {
        prefix: '',
        json: false,
        headers: { 'Content-Type': 'application/octet-stream', Accept: 'application/json' },
        localTimeoutMs: uploadTimeoutMs,
      },
    );
    const { content_uri: uri } = JSON.parse(answer) as { content_uri?: unknown };
    if (typeof uri !== 'string') throw new BmError('BAD_RESPONSE', 'the answer has no content URI');
    return { content_uri: uri };
  };
  return http as unknown as EngineHttp;
}

/** Asks the server for a user's identity and devices now, whatever is known of them. @returns whether there is an identity */
export async function queryKeys(http: EngineHttp, machine: OlmMachine, userId: string): Promise<boolean> {
  const { id, type, body } = machine.queryKeysForUsers([new UserId(userId)]);
  const answer = await http.authedRequest<string>(Method.Post, '/keys/query', undefined, body, { json: false });
  if (id !== undefined) await machine.markRequestAsSent(id, type, answer);
  const { master_keys: keys } = JSON.parse(answer) as { master_keys?: unknown };
  return typeof keys === 'object' && keys !== null && Object.hasOwn(keys, userId);
}
