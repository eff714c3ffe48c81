import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Homeserver } from './homeserver.ts';
import { startHomeserver } from './start-homeserver.ts';
import { configFileName, type ServerSecrets } from './synapse-config.ts';
import { logIn } from './testing/matrix-request.ts';

describe('BM_SYNAPSE=<url>', () => {
  let running: Homeserver;
  let secret: string;
  beforeAll(async () => {
    running = await startHomeserver({ serverName: 'behoerde.example' });
    const config = readFileSync(join(running.dataDir, configFileName), 'utf8');
    secret = (JSON.parse(config) as ServerSecrets).registration_shared_secret;
  });
  afterAll(() => running?.stop());
  afterEach(() => vi.unstubAllEnvs());

  it('uses the Synapse that runs there, makes users in it and leaves it running', async () => {
    vi.stubEnv('BM_SYNAPSE', running.baseUrl);
    vi.stubEnv('BM_SYNAPSE_SECRET', secret);
    const homeserver = await startHomeserver();
    expect(homeserver.serverName).toBe('behoerde.example');
    await homeserver.createUser('anna', 'Loopback-1');
    await homeserver.stop();
    expect((await logIn(running.baseUrl, 'anna', 'Loopback-1')).userId).toBe('@anna:behoerde.example');
  });

  it('says what it cannot do with a Synapse that is not its own', async () => {
    vi.stubEnv('BM_SYNAPSE', running.baseUrl);
    vi.stubEnv('BM_SYNAPSE_SECRET', secret);
    const homeserver = await startHomeserver();
    await expect(homeserver.restart()).rejects.toThrow('runs elsewhere: restarting is not possible. Unset BM_SYNAPSE');
    await expect(homeserver.findPlaintext('a')).rejects.toThrow('runs elsewhere');
    expect(() => homeserver.dataDir).toThrow('runs elsewhere');
  });

  it('needs the shared secret', async () => {
    vi.stubEnv('BM_SYNAPSE', running.baseUrl);
    vi.stubEnv('BM_SYNAPSE_SECRET', '');
    await expect(startHomeserver()).rejects.toThrow('set BM_SYNAPSE_SECRET');
  });

  it('says so where nobody answers', async () => {
    vi.stubEnv('BM_SYNAPSE', 'http://localhost:1');
    vi.stubEnv('BM_SYNAPSE_SECRET', secret);
    await expect(startHomeserver()).rejects.toThrow('No Synapse answers at BM_SYNAPSE=http://localhost:1');
  });
});
