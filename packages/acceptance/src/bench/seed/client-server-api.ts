/** The client-server API as the seeder calls it: one account, plain JSON, no retries. An answer that is no success throws. */

export interface Account {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

export interface Api {
  readonly account: Account;
  request<Result = unknown>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Result>;
  createRoom(options: object): Promise<string>;
  join(roomId: string): Promise<void>;
  /** @returns the event id */
  send(roomId: string, type: string, content: object): Promise<string>;
  sendText(roomId: string, body: string): Promise<string>;
  setState(roomId: string, type: string, content: object): Promise<void>;
}

/** Every call is a new device. */
export async function logIn(baseUrl: string, localpart: string, password: string): Promise<Account> {
  const answer = await request<{ user_id: string; device_id: string; access_token: string }>(
    baseUrl,
    undefined,
    'POST',
    '/login',
    { type: 'm.login.password', identifier: { type: 'm.id.user', user: localpart }, password },
  );
  return { userId: answer.user_id, deviceId: answer.device_id, accessToken: answer.access_token };
}

export function createApi(baseUrl: string, account: Account): Api {
  let transactions = 0;
  const call = <Result>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Result> =>
    request<Result>(baseUrl, account.accessToken, method, path, body);
  const roomPath = (roomId: string): string => `/rooms/${encodeURIComponent(roomId)}`;
  const send = async (roomId: string, type: string, content: object): Promise<string> => {
    const path = `${roomPath(roomId)}/send/${type}/${account.deviceId}-${transactions++}`;
    return (await call<{ event_id: string }>('PUT', path, content)).event_id;
  };
  return {
    account,
    request: call,
    createRoom: async (options) => (await call<{ room_id: string }>('POST', '/createRoom', options)).room_id,
    join: async (roomId) => void (await call('POST', `${roomPath(roomId)}/join`, {})),
    send,
    sendText: (roomId, body) => send(roomId, 'm.room.message', { msgtype: 'm.text', body }),
    setState: async (roomId, type, content) => void (await call('PUT', `${roomPath(roomId)}/state/${type}/`, content)),
  };
}

async function request<Result>(
  baseUrl: string,
  accessToken: string | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<Result> {
  const response = await fetch(`${baseUrl}/_matrix/client/v3${path}`, {
    method,
    headers: {
      ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  // The path may hold a room id, never a token.
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}
