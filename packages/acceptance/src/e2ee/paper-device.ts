/** A device of which the server has keys and that does nothing more: cheap enough for a hundred. Keys by Node's own crypto. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { password, type Person, type Stage } from './stage.ts';

export interface PaperDevice {
  readonly userId: string;
  join(roomId: string): Promise<void>;
}

export async function createPaperDevice({ homeserver }: Stage, { userId, localpart }: Person): Promise<PaperDevice> {
  const post = async (path: string, body: object, token?: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${homeserver.baseUrl}/_matrix/client/v3${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const login = await post('/login', {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: localpart },
    password,
  });
  const [deviceId, token] = [String(login.device_id), String(login.access_token)];
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signed = <T extends object>(object: T): T & { signatures: object } => ({
    ...object,
    signatures: { [userId]: { [`ed25519:${deviceId}`]: signatureOf(object, privateKey) } },
  });
  const keys = signed({
    algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
    device_id: deviceId,
    keys: { [`curve25519:${deviceId}`]: curveKey(), [`ed25519:${deviceId}`]: rawKey(publicKey) },
    user_id: userId,
  });
  await post(
    '/keys/upload',
    { device_keys: keys, one_time_keys: { 'signed_curve25519:AAAAAA': signed({ key: curveKey() }) } },
    token,
  );
  return {
    userId,
    async join(roomId) {
      await post(`/rooms/${encodeURIComponent(roomId)}/join`, {}, token);
    },
  };
}

const curveKey = (): string => rawKey(generateKeyPairSync('x25519').publicKey);

/** Unpadded base64, as Matrix writes keys. */
function rawKey(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' });
  return Buffer.from(x!, 'base64url').toString('base64').replace(/=+$/, '');
}

function signatureOf(object: object, key: KeyObject): string {
  return sign(null, Buffer.from(canonical(object)), key)
    .toString('base64')
    .replace(/=+$/, '');
}

/** Canonical JSON for what stands here: texts, lists of texts and objects (appendices, "Canonical JSON"). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
