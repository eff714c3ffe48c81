import { describe, expect, it } from 'vitest';
import { createGrants, type Consent, type Grants } from './oauth-grants.ts';

const consent: Consent = {
  clientId: 'c',
  redirectUri: 'https://a.example/',
  challenge: 'hash',
  localpart: 'anna',
  deviceId: 'DEVICE',
  scope: 's',
};
interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
}
const begin = (grants: Grants, lifetimeS = 300): Pair =>
  grants.exchange({ ...consent, code: grants.begin(consent), lifetimeS }) as Pair;
const refresh = (grants: Grants, refreshToken: string, clientId = 'c'): Pair | undefined =>
  grants.refresh({ refreshToken, clientId, lifetimeS: 300 }) as Pair | undefined;

describe('a code', () => {
  it('counts once', () => {
    const grants = createGrants();
    const asked = { ...consent, code: grants.begin(consent), lifetimeS: 300 };
    expect(grants.exchange(asked)).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(grants.exchange(asked)).toBeUndefined();
  });

  it.each([{ clientId: 'x' }, { redirectUri: 'https://a.example' }, { challenge: 'x' }])('is not for %j', (change) => {
    const grants = createGrants();
    const code = grants.begin(consent);
    expect(grants.exchange({ ...consent, code, lifetimeS: 300, ...change })).toBeUndefined();
    expect(grants.exchange({ ...consent, code, lifetimeS: 300 })).toBeUndefined(); // it was used, if wrongly
  });
});

describe('a token', () => {
  it('names its user until it expires', () => {
    const grants = createGrants();
    expect(grants.introspect(begin(grants).access_token)).toMatchObject({ active: true, username: 'anna' });
    expect(grants.introspect(begin(grants, 0).access_token)).toEqual({ active: false });
    expect(grants.introspect('x')).toEqual({ active: false });
  });

  it('can be asked for again until the new one is used', () => {
    const grants = createGrants();
    const { refresh_token: first } = begin(grants);
    expect(refresh(grants, first)).toBeDefined();
    const again = refresh(grants, first)!;
    grants.introspect(again.access_token);
    expect(refresh(grants, first)).toBeUndefined();
    expect(refresh(grants, again.refresh_token)).toBeDefined();
  });

  it('is not given to another client', () => {
    const grants = createGrants();
    expect(refresh(grants, begin(grants).refresh_token, 'x')).toBeUndefined();
  });

  it('ends with its session: revoked, signed out, or replaced by a new one of the device', () => {
    const grants = createGrants();
    const [one, two] = [begin(grants), begin(grants)];
    expect(grants.introspect(one.access_token)).toEqual({ active: false });
    expect(grants.revoke(two.refresh_token)).toMatchObject({ deviceId: 'DEVICE' });
    expect(grants.introspect(two.access_token)).toEqual({ active: false });
    const three = begin(grants);
    expect(grants.endDevice('DEVICE')).toMatchObject({ localpart: 'anna' });
    expect([grants.introspect(three.access_token), grants.devices]).toEqual([{ active: false }, []]);
  });
});
