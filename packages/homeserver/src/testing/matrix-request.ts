/** The few Matrix requests the tests of this package make, without any SDK. */

export interface LoggedIn {
  readonly userId: string;
  readonly accessToken: string;
}

export async function matrixRequest<T = Record<string, unknown>>(
  baseUrl: string,
  method: string,
  path: string,
  options: { readonly accessToken?: string; readonly body?: unknown } = {},
): Promise<{ readonly status: number; readonly body: T }> {
  const response = await fetch(baseUrl + path, {
    method,
    headers: options.accessToken ? { Authorization: `Bearer ${options.accessToken}` } : {},
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

/** @throws Error if the server refuses */
export async function logIn(baseUrl: string, localpart: string, password: string): Promise<LoggedIn> {
  const { status, body } = await matrixRequest(baseUrl, 'POST', '/_matrix/client/v3/login', {
    body: { type: 'm.login.password', identifier: { type: 'm.id.user', user: localpart }, password },
  });
  if (status !== 200) throw new Error(`Log-in refused: ${JSON.stringify(body)}`);
  return { userId: String(body['user_id']), accessToken: String(body['access_token']) };
}
