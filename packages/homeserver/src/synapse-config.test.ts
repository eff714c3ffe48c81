import { describe, expect, it } from 'vitest';
import { bundesmessengerCore } from './settings/bundesmessenger-core.ts';
import { createServerSecrets, createSynapseConfig, signingKeyId, type SynapseConfigInput } from './synapse-config.ts';

const input: SynapseConfigInput = {
  serverName: 'localhost',
  publicBaseUrl: 'http://localhost:8008',
  bindAddress: '127.0.0.1',
  port: 8008,
  secrets: createServerSecrets(),
  settings: bundesmessengerCore,
};

describe('the configuration of Synapse', () => {
  it('listens on the given address and port only', () => {
    expect(createSynapseConfig(input)['listeners']).toMatchObject([{ port: 8008, bind_addresses: ['127.0.0.1'] }]);
  });

  it('names files relative to the data folder, so that it holds in a container and a chroot', () => {
    expect(JSON.stringify(createSynapseConfig(input))).not.toContain('"/');
  });

  it('has the settings of the kind of server', () => {
    expect(createSynapseConfig(input)).toMatchObject({
      encryption_enabled_by_default_for_room_type: 'all',
      enable_set_displayname: false,
      federation_domain_whitelist: [],
      presence: { enabled: false },
      max_upload_size: '50M',
    });
  });

  it('tells clients the public base URL, which a proxy before Synapse may have', () => {
    const config = createSynapseConfig({ ...input, publicBaseUrl: 'http://localhost:9000' });
    expect(config['public_baseurl']).toBe('http://localhost:9000/');
  });

  it('serves other servers, and trusts the given authorities only, where it federates', () => {
    expect(JSON.stringify(createSynapseConfig(input))).not.toContain('federation_custom_ca_list');
    const config = createSynapseConfig({ ...input, federates: true });
    expect(config['federation_custom_ca_list']).toEqual(['federation-ca.pem']);
    expect(config['listeners']).toMatchObject([{ resources: [{ names: ['client', 'federation'] }] }]);
  });

  it('offers log-in by JSON Web Token only when asked', () => {
    expect(createSynapseConfig(input)).not.toHaveProperty('jwt_config');
    const jwt = { secret: 'shared', issuer: 'portal', audiences: ['messenger'] };
    expect(createSynapseConfig({ ...input, jwt })['jwt_config']).toEqual({ enabled: true, algorithm: 'HS256', ...jwt });
  });

  it('lets the caller replace a setting', () => {
    const config = createSynapseConfig({ ...input, overrides: { max_upload_size: '1M' } });
    expect(config['max_upload_size']).toBe('1M');
  });
});

describe('the secrets of a server', () => {
  it('differ between two servers, the published key id too', () => {
    const [one, other] = [createServerSecrets(), createServerSecrets()];
    expect(one.registration_shared_secret).not.toBe(other.registration_shared_secret);
    expect(signingKeyId(one)).toMatch(/^ed25519:a_[0-9a-f]{8}$/);
    expect(signingKeyId(one)).not.toBe(signingKeyId(other));
  });
});
