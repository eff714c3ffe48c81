import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as freePort from './free-port.ts';
import { startHomeserver } from './start-homeserver.ts';

vi.mock('./free-port.ts', { spy: true });

describe('a port that somebody takes before Synapse binds it', () => {
  // Answers like a Synapse would: it must not be taken for ours.
  const somebody = createServer((_, outgoing) => outgoing.end('{"server_name":"localhost","verify_keys":{}}'));
  beforeAll(() => new Promise<void>((resolve) => somebody.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    somebody.close();
    somebody.closeAllConnections();
  });

  it('is given up for another one', async () => {
    const { port } = somebody.address() as AddressInfo;
    vi.mocked(freePort.findFreePort).mockResolvedValueOnce(port);
    await using homeserver = await startHomeserver();
    expect(homeserver.baseUrl).not.toBe(`http://localhost:${port}`);
    expect((await fetch(`${homeserver.baseUrl}/_matrix/client/versions`)).status).toBe(200);
  });
});
