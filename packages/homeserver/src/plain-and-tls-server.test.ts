import { once } from 'node:events';
import { request as requestHttps } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate, type Certificate } from './certificate.ts';
import { createPlainAndTlsServer, type PlainAndTlsServer } from './plain-and-tls-server.ts';

describe('a server for plain http and TLS', () => {
  let certificate: Certificate;
  let server: PlainAndTlsServer;
  let port: number;
  beforeAll(async () => {
    certificate = await createCertificate(['localhost']);
    server = createPlainAndTlsServer(certificate, async (incoming, outgoing) => {
      outgoing.end(`${'encrypted' in incoming.socket} ${await text(incoming)}`);
    }).listen(0, '127.0.0.1') as PlainAndTlsServer;
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const askSecurely = async (ca?: string): Promise<string> => {
    const request = requestHttps({ host: 'localhost', port, method: 'POST', family: 4, ...(ca && { ca }) });
    request.end('hello');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return text(response);
  };

  it('answers plain http', async () => {
    const response = await fetch(`http://localhost:${port}/`, { method: 'POST', body: 'hello' });
    expect(await response.text()).toBe('false hello');
  });

  it('answers TLS on the same port, to who trusts its certificate', async () => {
    expect(await askSecurely(certificate.cert)).toBe('true hello');
    await expect(askSecurely()).rejects.toThrow('self-signed certificate');
  });

  it('survives who connects and leaves without a word, or speaks nonsense', async () => {
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    silent.end();
    const confused = connect(port, '127.0.0.1');
    confused.end(Buffer.from([22, 3, 1, 0]));
    await once(confused, 'close');
    expect(await askSecurely(certificate.cert)).toBe('true hello');
  });

  it('cuts every connection when told', async () => {
    const kept = connect(port, '127.0.0.1');
    await once(kept, 'connect');
    kept.on('error', () => undefined); // how a cut is told
    const cut = new Promise((resolve) => kept.once('close', resolve));
    server.closeAllConnections();
    await cut;
  });
});
