/** A bare matrix-js-sdk in Node, as a client that no one here wrote: its own sync, store and commands. */
import loglevel from 'loglevel';
import { createClient, ClientEvent, SyncState, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';
import { password, type Person, type Stage } from '../stage.ts';
import { poll } from '../until.ts';

export interface JsSdkClient {
  readonly client: MatrixClient;
  readonly userId: string;
  readonly deviceId: string;
  /** The decrypted event, once it is there. */
  untilDecrypted(roomId: string, eventId: string): Promise<MatrixEvent>;
  untilJoined(roomId: string, userId: string): Promise<void>;
  stop(): void;
}

const silent = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  getChild: () => silent,
};

type CryptoOptions = NonNullable<Parameters<MatrixClient['initRustCrypto']>[0]>;

export async function startJsSdk(
  { homeserver, addForeigner }: Stage,
  person: Person,
  crypto: Pick<CryptoOptions, 'x509Signer' | 'x509Validity'> = {},
): Promise<JsSdkClient> {
  for (const logger of Object.values(loglevel.getLoggers())) logger.setLevel('silent', false);
  loglevel.setLevel('silent', false);
  const login = (await (
    await fetch(`${homeserver.baseUrl}/_matrix/client/v3/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: person.localpart },
        password,
      }),
    })
  ).json()) as { user_id: string; device_id: string; access_token: string };
  const { user_id: userId, device_id: deviceId, access_token: accessToken } = login;
  const client = createClient({
    baseUrl: homeserver.baseUrl,
    userId,
    deviceId,
    accessToken,
    logger: silent as never,
    cryptoCallbacks: { getSecretStorageKey: () => Promise.resolve(null) },
    disableVoip: true,
  });
  await client.initRustCrypto({ useIndexedDB: false, ...crypto });
  await client.startClient({ initialSyncLimit: 20 });
  await new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Prepared || state === SyncState.Syncing) resolve();
    });
  });
  addForeigner(userId);
  return {
    client,
    userId,
    deviceId,
    untilDecrypted: (roomId, eventId) =>
      poll(
        () => client.getRoom(roomId)?.findEventById(eventId),
        (event) =>
          event !== undefined && event.isEncrypted() && !event.isDecryptionFailure() && !event.isBeingDecrypted(),
        `matrix-js-sdk reads ${eventId}`,
      ) as Promise<MatrixEvent>,
    async untilJoined(roomId, member) {
      await poll(
        () => client.getRoom(roomId)?.getMember(member)?.membership,
        (membership) => membership === 'join',
        `matrix-js-sdk sees ${member}`,
      );
    },
    stop: () => client.stopClient(),
  };
}
