import { describe, expect, it } from 'vitest';
import { admits, readServerAcl, serverAcl } from './server-acl.ts';

const acl = (allow: unknown, deny: unknown = [], allow_ip_literals: unknown = false) =>
  readServerAcl({ allow, deny, allow_ip_literals } as never)!;

describe('the ACL that the SDK writes', () => {
  it('admits everybody to a room that is open to the federation', () => {
    expect(serverAcl('federated', '@anna:bund.example')).toEqual({ allow_ip_literals: false, deny: [], allow: ['*'] });
  });

  it('admits only the own server to an internal room', () => {
    const internal = serverAcl('internal', '@anna:bund.example');
    expect(internal).toEqual({ allow_ip_literals: false, deny: [], allow: ['bund.example'] });
    expect(admits(internal, 'bund.example')).toBe(true);
    expect(admits(internal, 'land.example')).toBe(false);
  });

  it('names a server that has a port with and without it', () => {
    expect(serverAcl('internal', '@anna:bund.example:8448').allow).toEqual(['bund.example', 'bund.example:8448']);
  });
});

describe('a server', () => {
  it.each([
    ['bund.example', ['bund.example'], true],
    ['bund.example', ['*'], true],
    ['bund.example', ['*.example'], true],
    ['bund.example', ['b?nd.example'], true],
    ['bund.example', ['*un*mpl*'], true],
    ['BUND.example', ['bund.EXAMPLE'], true],
    ['bund.example:8448', ['bund.example'], true],
    ['bund.example', ['land.example', 'bund.example'], true],
    ['bund.example', ['bund.exampl'], false],
    ['bund.example', ['und.example'], false],
    ['bund.example', ['?bund.example'], false],
    ['bund.example', ['*.bund.example'], false],
    ['bundXexample', ['bund.example'], false],
    ['bund.example', [], false],
    ['bund.example', undefined, false],
    ['bund.example', '*', false],
    ['bund.example', [5, null, {}], false],
  ])('%s with the allowed %j is admitted: %s', (serverName, allow, admitted) => {
    expect(admits(acl(allow), serverName)).toBe(admitted);
  });

  it('that is denied is not admitted, whatever is allowed', () => {
    expect(admits(acl(['*'], ['evil.*']), 'evil.example')).toBe(false);
    expect(admits(acl(['*'], ['evil.*']), 'good.example')).toBe(true);
  });

  it('that is an address is admitted only where addresses are', () => {
    for (const address of ['192.0.2.1', '192.0.2.1:8448', '[2001:db8::1]']) {
      expect(admits(acl(['*'], [], false), address)).toBe(false);
      expect(admits(readServerAcl({ allow: ['*'] }), address)).toBe(true); // the default of the specification
    }
  });

  it('is admitted to a room without ACL', () => {
    expect(readServerAcl(undefined)).toBeUndefined();
    expect(admits(undefined, 'bund.example')).toBe(true);
  });

  it('that is no server name is never admitted by an ACL', () => {
    for (const name of ['', 'a b', '..', 'bund.example:x']) expect(admits(acl(['*']), name)).toBe(false);
  });

  it('is judged at once, however many stars a pattern has', () => {
    // A regular expression would not come back from this.
    expect(admits(acl([`${'a*'.repeat(5_000)}b`]), 'a'.repeat(250))).toBe(false);
  });
});
