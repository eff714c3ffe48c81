/** Makes users through Synapse's shared-secret registration: https://element-hq.github.io/synapse/latest/admin_api/register_api.html */
import { createHmac } from 'node:crypto';

export interface NewUser {
  readonly localpart: string;
  readonly password: string;
  readonly admin?: boolean | undefined;
  readonly displayName?: string | undefined;
}

/** @returns the Matrix user id. The user has no device yet. */
export async function registerUser(baseUrl: string, sharedSecret: string, user: NewUser): Promise<string> {
  const url = `${baseUrl}/_synapse/admin/v1/register`;
  const { nonce } = (await (await fetch(url)).json()) as { nonce: string };
  const mac = createHmac('sha1', sharedSecret)
    .update([nonce, user.localpart, user.password, user.admin ? 'admin' : 'notadmin'].join('\0'))
    .digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      nonce,
      mac,
      username: user.localpart,
      password: user.password,
      admin: user.admin ?? false,
      displayname: user.displayName,
      inhibit_login: true, // a device without keys would stand in the user's device list
    }),
  });
  const body = (await response.json()) as { user_id?: string; errcode?: string; error?: string };
  if (!response.ok || !body.user_id) {
    throw new Error(`Synapse did not make the user "${user.localpart}": ${body.errcode} ${body.error}`);
  }
  return body.user_id;
}
