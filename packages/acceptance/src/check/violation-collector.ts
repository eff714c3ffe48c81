/** Receives what browsers report as violations of the policy: of pages and, unlike any event in a page, of workers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ViolationCollector {
  readonly reportUri: string;
  /** `<directive> <what was blocked> on <where>`. */
  readonly violations: readonly string[];
  /** Resolves with the next report. */
  next(): Promise<string>;
  stop(): Promise<void>;
}

interface Report {
  readonly 'csp-report': Readonly<Record<'document-uri' | 'effective-directive' | 'blocked-uri', string>>;
}

export async function collectViolations(): Promise<ViolationCollector> {
  const violations: string[] = [];
  const waiting: ((violation: string) => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(204, { 'Access-Control-Allow-Origin': '*' }).end();
    if (request.method !== 'POST') return;
    const { 'csp-report': report } = JSON.parse(Buffer.concat(chunks).toString()) as Report;
    const violation = `${report['effective-directive']} ${report['blocked-uri']} on ${report['document-uri']}`;
    violations.push(violation);
    for (const resolve of waiting.splice(0)) resolve(violation);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    reportUri: `http://localhost:${(server.address() as AddressInfo).port}/`,
    violations,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
