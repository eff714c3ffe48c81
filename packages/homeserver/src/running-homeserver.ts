/** A Synapse that somebody else runs (BM_SYNAPSE=<url>): users can be made there, but nothing is started or stopped. */
import type { Homeserver } from './homeserver.ts';
import { registerUser } from './register-user.ts';

/** @param serverName where it is not what the server publishes with its signing key */
export async function connectHomeserver(baseUrl: string, serverName?: string): Promise<Homeserver> {
  const sharedSecret = process.env['BM_SYNAPSE_SECRET'];
  if (!sharedSecret) {
    throw new Error(
      "Users are made with the registration_shared_secret of the server's homeserver.yaml: set BM_SYNAPSE_SECRET.",
    );
  }
  const published = await readServerName(baseUrl);
  const elsewhere = (what: string) =>
    new Error(`BM_SYNAPSE=${baseUrl} runs elsewhere: ${what} is not possible. Unset BM_SYNAPSE to start one here.`);
  return {
    serverName: serverName ?? published,
    baseUrl,
    description: `Synapse at ${baseUrl}`,
    get dataDir(): string {
      throw elsewhere('reading its data');
    },
    get databasePath(): string {
      throw elsewhere('reading its database');
    },
    get mediaPath(): string {
      throw elsewhere('reading its media');
    },
    pid: undefined,
    async createUser(localpart, password, user = {}) {
      const userId = await registerUser(baseUrl, sharedSecret, { localpart, password, ...user });
      return { userId, localpart, password };
    },
    async stop() {}, // not ours to stop
    restart: () => Promise.reject(elsewhere('restarting')),
    pause: () => Promise.reject(elsewhere('pausing')),
    resume: () => Promise.reject(elsewhere('resuming')),
    findPlaintext: () => Promise.reject(elsewhere('searching its data')),
    async [Symbol.asyncDispose]() {},
  };
}

async function readServerName(baseUrl: string): Promise<string> {
  const versions = await fetch(`${baseUrl}/_matrix/client/versions`).catch(() => undefined);
  if (!versions?.ok) throw new Error(`No Synapse answers at BM_SYNAPSE=${baseUrl}. Is it running?`);
  const response = await fetch(`${baseUrl}/_matrix/key/v2/server`);
  if (!response.ok) return new URL(baseUrl).hostname;
  return ((await response.json()) as { server_name: string }).server_name;
}
