/**
 * A link of a given speed before servers of ours: TCP on loopback, delayed and paced. All connections share its two
 * directions, as all of a person's pages share one line. DevTools' own emulation does not reach SharedWorkers.
 */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LinkSpeed {
  readonly bitsPerSecond: number;
  /** There and back. */
  readonly roundTripMs: number;
}

/** What `--link slow` means. */
export const slowLink: LinkSpeed = { bitsPerSecond: 10_000_000, roundTripMs: 50 };

export interface Link {
  /** @returns the port on which the server of `port` is reached through the link */
  before(port: number): Promise<number>;
  stop(): Promise<void>;
}

/** As Ethernet packs: small enough that connections take turns. */
const packetBytes = 1_460;

export function createLink({ bitsPerSecond, roundTripMs }: LinkSpeed): Link {
  const bytesPerMs = bitsPerSecond / 8 / 1_000;
  const delayMs = roundTripMs / 2;
  const up = createLine(bytesPerMs, delayMs);
  const down = createLine(bytesPerMs, delayMs);
  const stops: (() => Promise<void>)[] = [];
  return {
    async before(port) {
      const sockets = new Set<Socket>();
      const server = createServer({ noDelay: true }, (client) => {
        const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
        for (const socket of [client, upstream]) {
          sockets.add(socket);
          socket.on('error', () => socket.destroy());
          socket.on('close', () => sockets.delete(socket));
        }
        // Opening a connection costs a round trip, which loopback has given away already.
        void carry(client, upstream, up, roundTripMs);
        void carry(upstream, client, down, 0);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      stops.push(
        () =>
          new Promise((resolve) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => resolve());
          }),
      );
      return (server.address() as AddressInfo).port;
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/** One direction of the line. */
interface Line {
  /** Resolves when the last byte is on the line; `arrivesMs` on the clock of `performance.now()`. */
  send(bytes: number): Promise<{ readonly arrivesMs: number }>;
}

function createLine(bytesPerMs: number, delayMs: number): Line {
  let freeAtMs = 0;
  return {
    async send(bytes) {
      freeAtMs = Math.max(freeAtMs, performance.now()) + bytes / bytesPerMs;
      const sentMs = freeAtMs;
      await until(sentMs);
      return { arrivesMs: sentMs + delayMs };
    },
  };
}

async function carry(from: Socket, to: Socket, line: Line, firstDelayMs: number): Promise<void> {
  let delivered = Promise.resolve();
  try {
    await until(performance.now() + firstDelayMs); // before the first packet sets out, not while it is under way
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let start = 0; start < chunk.length; start += packetBytes) {
        const packet = chunk.subarray(start, start + packetBytes);
        const { arrivesMs } = await line.send(packet.length);
        delivered = delivered.then(() => until(arrivesMs)).then(() => void (to.destroyed || to.write(packet)));
      }
    }
    await delivered;
    to.end();
  } catch {
    to.destroy(); // the other side has gone
  }
}

async function until(timeMs: number): Promise<void> {
  // Node counts a timer from when its loop last looked at the clock: after busy milliseconds it rings that much early.
  // It may come a millisecond late; less than that is not worth one.
  for (let leftMs = timeMs - performance.now(); leftMs >= 1; leftMs = timeMs - performance.now()) await sleep(leftMs);
}
