/** What a prepared profile knows when a client starts: a device that is logged in and has never run. */

export interface Login {
  readonly baseUrl: string;
  readonly serverName: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** Where the hand-written pages keep it. */
export const loginKey = 'login';

export function readLogin(): Login {
  const stored = localStorage.getItem(loginKey);
  if (stored === null) throw new Error('the profile is not prepared');
  return JSON.parse(stored) as Login;
}
