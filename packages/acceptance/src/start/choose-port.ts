/** A fixed port where it is free, so that addresses can be remembered; else the next one. */
import { createServer } from 'node:net';

/** So many ports are tried: more taken in a row means that something else is wrong. */
const attempts = 50;
/** What browsers may take `localhost` for. */
const loopbackAddresses = ['127.0.0.1', '::1'];

export async function choosePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + attempts; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port from ${wanted} to ${wanted + attempts - 1}.`);
}

async function isFree(port: number): Promise<boolean> {
  const taken = await Promise.all(loopbackAddresses.map((address) => isTaken(port, address)));
  return !taken.includes(true);
}

function isTaken(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Only this error is about somebody else; a machine without IPv6 has another one.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    server.listen(port, address, () => server.close(() => resolve(false)));
  });
}
