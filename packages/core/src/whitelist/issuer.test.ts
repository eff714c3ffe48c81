import { describe, expect, it } from 'vitest';
import { checkIssuer } from './issuer.ts';

const issuer = 'https://sso.example/realms/x';
const issuers = [issuer, 'https://second.example/'];
const refusal = expect.objectContaining({ code: 'WL_ISSUER', message: expect.stringMatching(/./) });

describe('the metadata of an issuer', () => {
  it.each([
    { issuer },
    { issuer, authorization_endpoint: 'https://sso.example/a?x=y', token_endpoint: 'https://sso.example:443/t' },
    { issuer, jwks_uri: 'https://second.example/keys', account_management_uri: 'https://sso.example/me' },
    { issuer, op_policy_uri: 'https://elsewhere.example/privacy', service_documentation: 'https://elsewhere.example' },
    { issuer, mtls_endpoint_aliases: { token_endpoint: 'https://sso.example/mtls' } },
    { issuer, mtls_endpoint_aliases: null, scopes_supported: ['openid'] },
  ])('counts: %j', (metadata) => {
    expect(checkIssuer(metadata, issuers)).toBe(issuer);
  });

  it.each([
    undefined,
    null,
    [],
    'https://sso.example/realms/x',
    {},
    { issuer: [issuer] },
    { issuer: `${issuer}/` },
    { issuer: 'https://sso.example' },
    { issuer: 'HTTPS://sso.example/realms/x' },
    { issuer: 'https://evil.example/' },
    ...[
      'https://evil.example/t',
      'http://sso.example/t',
      'https://sso.example:444/t',
      'https://sso.example.evil.example/t',
      'https://x@sso.example/t',
      'https://@sso.example/t',
      'javascript:alert(1)',
      'data:text/html,x',
      '/t',
      '',
      'https://sso.example/\tt',
      null,
      1,
      ['https://sso.example/t'],
    ].flatMap((url) => [
      { issuer, token_endpoint: url },
      { issuer, unknown_endpoint: url },
      { issuer, jwks_uri: url },
      { issuer, account_management_uri: url },
      { issuer, check_session_iframe: url },
      { issuer, account: url },
      { issuer, mtls_endpoint_aliases: { x: url } },
    ]),
  ])('does not count: %j', (metadata) => {
    expect(() => checkIssuer(metadata, issuers)).toThrow(refusal);
  });

  it('does not count where no issuer is listed', () => {
    expect(() => checkIssuer({ issuer }, [])).toThrow(refusal);
  });

  it('may name localhost without TLS in development mode only', () => {
    const local = { issuer: 'http://localhost:1/', token_endpoint: 'http://localhost:1/t' };
    expect(checkIssuer(local, ['http://localhost:1/'], true)).toBe('http://localhost:1/');
    expect(() => checkIssuer(local, ['http://localhost:1/'])).toThrow(refusal);
    const foreign = { issuer: 'https://a.example/', token_endpoint: 'http://a.example/t' };
    expect(() => checkIssuer(foreign, ['https://a.example/', 'http://a.example/'], true)).toThrow(refusal);
    const ftp = { issuer: 'http://localhost:1/', token_endpoint: 'ftp://localhost:1/t' };
    expect(() => checkIssuer(ftp, ['http://localhost:1/', 'ftp://localhost:1/'], true)).toThrow(refusal);
  });
});
