/**
 * An HTTP server that answers plain http and TLS on one port: programs on this machine ask without TLS, other
 * homeservers and strict browsers only with it.
 */
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import type { Certificate } from './certificate.ts';

/** The first byte of a TLS connection: a record of type "handshake" (RFC 8446, section 5.1). No HTTP method begins so. */
const tlsHandshake = 22;

export interface PlainAndTlsServer extends Server {
  closeAllConnections(): void;
}

/** @param certificate without one, plain http only */
export function createPlainAndTlsServer(
  certificate: Certificate | undefined,
  listener: RequestListener,
): PlainAndTlsServer {
  const plain = createHttpServer(listener);
  if (!certificate) return plain;
  const secure = createHttpsServer(certificate, listener);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) return void socket.destroy(); // closed without a word
      socket.unshift(first);
      (first[0] === tlsHandshake ? secure : plain).emit('connection', socket);
    });
  });
  return Object.assign(server, {
    closeAllConnections() {
      for (const socket of sockets) socket.destroy();
    },
  });
}
