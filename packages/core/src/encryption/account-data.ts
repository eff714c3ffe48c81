/** The user's account data on the server, in the form that matrix-js-sdk's secret storage asks for. Nothing of it is kept here. */
import { TypedEventEmitter } from 'matrix-js-sdk/lib/models/typed-event-emitter.js';
import type { ServerSideSecretStorageImpl } from 'matrix-js-sdk/lib/secret-storage.js';
import { toBmError } from '../network/matrix-error.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';

type AccountDataClient = ConstructorParameters<typeof ServerSideSecretStorageImpl>[0];

/** Always asks the server: secrets are read a few times in a device's life, and an old answer could overwrite a new key. */
export function createAccountDataClient(request: AuthenticatedRequest, userId: string): AccountDataClient {
  const path = (type: string): string =>
    `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/${encodeURIComponent(type)}`;
  const client = {
    async getAccountDataFromServer(type: string): Promise<unknown> {
      try {
        return await request({ method: 'GET', path: path(type) });
      } catch (error) {
        if (toBmError(error).errcode === 'M_NOT_FOUND') return null;
        throw error;
      }
    },
    async setAccountData(type: string, content: object): Promise<object> {
      await request({ method: 'PUT', path: path(type), body: content });
      return {};
    },
  };
  return Object.assign(new TypedEventEmitter(), client) as unknown as AccountDataClient;
}
