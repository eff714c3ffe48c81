/** Finds a TCP port on loopback that nobody listens on at this moment. */
import { createServer } from 'node:net';

export const loopbackAddress = '127.0.0.1';

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, loopbackAddress, () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, loopbackAddress, () => server.close(() => resolve(true)));
  });
}
