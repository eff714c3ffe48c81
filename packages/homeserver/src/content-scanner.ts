/**
 * A content scanner that stands in for the Matrix Content Scanner: its wire format (docs/api.md of
 * element-hq/matrix-content-scanner-python), with one virus that it knows, the test file of EICAR, and one type that it forbids,
 * Windows programs. Takes the media from the homeserver with the caller's token, as the real one does.
 */
import { Base64EncodedPkMessage, initAsync, PkDecryption, PkMessage } from '@matrix-org/matrix-sdk-crypto-wasm';
import { createDecipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackAddress } from './free-port.ts';

export interface ContentScanner {
  /** `http://localhost:<port>` */
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Where it stands among the homeserver's paths. */
export const contentScannerRoute = '/_matrix/media_proxy/unstable/';

/** https://www.eicar.org/download-anti-malware-testfile/: found by every scanner, and harmless. */
export const eicarText = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`;
/** How Windows programs begin. */
const windowsProgram = Buffer.from('MZ');

const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Origin, X-Requested-With, Content-Type, Accept, Authorization',
};

/** What clients get in place of a file. */
class Refusal extends Error {
  readonly status: number;

  /** @param reason the scanner's code */
  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

interface EncryptedFile {
  readonly url: string;
  readonly key: { readonly k: string };
  readonly iv: string;
  readonly hashes: { readonly sha256: string };
}

export async function startContentScanner(homeserverBaseUrl: string): Promise<ContentScanner> {
  await initAsync();
  const key = new PkDecryption();

  const media = async (path: string, incoming: IncomingMessage): Promise<Buffer> => {
    const { authorization } = incoming.headers;
    const url = `${homeserverBaseUrl}/_matrix/${authorization === undefined ? 'media/v3' : 'client/v1/media'}/${path}`;
    const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } });
    if (answer.status === 404) throw new Refusal(404, 'M_NOT_FOUND');
    if (!answer.ok) throw new Refusal(502, 'MCS_MEDIA_REQUEST_FAILED');
    return Buffer.from(await answer.arrayBuffer());
  };
  const encryptedFileIn = async (incoming: IncomingMessage): Promise<EncryptedFile> => {
    const body = JSON.parse(await textOf(incoming)) as {
      file?: EncryptedFile;
      encrypted_body?: { ciphertext: string; mac: string; ephemeral: string };
    };
    const { file, encrypted_body: sealed } = body;
    if (!sealed) return file ?? refuse(400, 'MCS_MALFORMED_JSON');
    try {
      const message = new Base64EncodedPkMessage(sealed.ciphertext, sealed.mac, sealed.ephemeral);
      const opened = key.decryptString(PkMessage.fromBase64(message));
      return (JSON.parse(opened) as { file: EncryptedFile }).file;
    } catch {
      return refuse(403, 'MCS_BAD_DECRYPTION');
    }
  };
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://localhost');
    const route = pathname.slice(contentScannerRoute.length);
    if (incoming.method === 'OPTIONS') return void outgoing.writeHead(200, cors).end();
    if (route === 'public_key') return json(outgoing, 200, { public_key: key.publicKey().toBase64() });
    const [, what, encrypted, rest] = /^(download|thumbnail|scan)(_encrypted)?\/?(.*)$/.exec(route) ?? [];
    if (what === undefined) return json(outgoing, 404, { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' });
    const file = encrypted === undefined ? undefined : await encryptedFileIn(incoming);
    const kind = what === 'thumbnail' ? 'thumbnail' : 'download';
    const found = await media(`${kind}/${file ? file.url.slice('mxc://'.length) : rest}${search}`, incoming);
    check(file ? decrypt(found, file) : found);
    if (what === 'scan') return json(outgoing, 200, { clean: true, info: 'File is clean' });
    outgoing.writeHead(200, { ...cors, 'Content-Type': 'application/octet-stream' }).end(found);
  };

  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch((error: unknown) => {
      const { status, message: reason } = error instanceof Refusal ? error : new Refusal(500, 'M_UNKNOWN');
      json(outgoing, status, { reason });
    });
  });
  server.listen(0, loopbackAddress);
  await once(server, 'listening');
  return {
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function check(content: Buffer): void {
  if (content.includes(eicarText)) refuse(403, 'MCS_MEDIA_NOT_CLEAN');
  if (content.subarray(0, windowsProgram.length).equals(windowsProgram)) refuse(403, 'MCS_MIME_TYPE_FORBIDDEN');
}

function decrypt(found: Buffer, { key, iv, hashes }: EncryptedFile): Buffer {
  const hash = createHash('sha256').update(found).digest('base64').replace(/=+$/, '');
  if (hash !== hashes.sha256.replace(/=+$/, '')) return refuse(400, 'MCS_MEDIA_FAILED_TO_DECRYPT');
  const secret = Buffer.from(key.k, 'base64url');
  return createDecipheriv('aes-256-ctr', secret, Buffer.from(iv, 'base64')).update(found);
}

function refuse(status: number, reason: string): never {
  throw new Refusal(status, reason);
}

function json(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { ...cors, 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
