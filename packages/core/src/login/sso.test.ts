import { describe, expect, it } from 'vitest';
import { identityProviders, prefersOAuth, ssoUrl } from './sso.ts';

const provider = { id: 'oidc-amt', name: 'Amt', icon: 'mxc://evil.example/x', brand: 'keycloak' };
const sso = (identity_providers: unknown): readonly unknown[] => [{ type: 'm.login.sso', identity_providers }];

describe('the providers of single sign-on', () => {
  it('have a name and no picture', () => {
    expect(identityProviders(sso([provider]))).toEqual([{ id: 'oidc-amt', name: 'Amt' }]);
  });

  it.each([
    [[{ type: 'm.login.sso' }]],
    [[{ type: 'm.login.password', identity_providers: [provider] }]],
    [sso('x')],
    [sso([null, 5, {}, { id: '', name: 'x' }, { id: 'x' }, { id: 1, name: 'x' }])],
    [[null, 7]],
  ])('are none where nothing can be read: %j', (flows) => {
    expect(identityProviders(flows)).toEqual([]);
  });

  it('are not more, and not longer, than anybody reads', () => {
    const many = identityProviders(
      sso(Array.from({ length: 500 }, (_, id) => ({ id: `${id}`, name: 'x'.repeat(999) }))),
    );
    expect([many.length, many[0]!.name.length]).toEqual([50, 100]);
  });
});

it('single sign-on may be there only for who does not know OAuth 2.0', () => {
  expect(prefersOAuth([{ type: 'm.login.sso', oauth_aware_preferred: true }])).toBe(true);
  expect(prefersOAuth([{ type: 'm.login.sso', 'org.matrix.msc3824.delegated_oidc_compatibility': true }])).toBe(true);
  expect(prefersOAuth([{ type: 'm.login.sso' }, null])).toBe(false);
});

it('the page goes to the homeserver, with the address to come back to and the provider in it', () => {
  const back = 'https://portal.example/?a=b&state=S';
  const base = 'https://matrix.a.example/_matrix/client/v3/login/sso/redirect';
  expect(ssoUrl('https://matrix.a.example/', 'oidc/amt?', back)).toBe(
    `${base}/oidc%2Famt%3F?redirectUrl=https%3A%2F%2Fportal.example%2F%3Fa%3Db%26state%3DS`,
  );
  expect(ssoUrl('https://matrix.a.example/', undefined, back)).toMatch(new RegExp(`^${base}\\?redirectUrl=`));
});
