/** A certificate that nobody but those who are given it trusts. Made by the openssl command. */
import { createHash, X509Certificate } from 'node:crypto';
import { runCommand } from './run-command.ts';

export interface Certificate {
  /** PEM. It is its own authority: who trusts it trusts nothing else by that. */
  readonly cert: string;
  /** The private key, as PEM. */
  readonly key: string;
}

/** Outlives every test run, and a forgotten copy of the key is worth nothing soon. */
const validDays = '2';

/** @throws Error with what openssl said */
export async function createCertificate(hosts: readonly string[]): Promise<Certificate> {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const { ok, output } = await runCommand('openssl', [
    ...['req', '-config', '/dev/null'], // the system's would write the key into a file
    ...['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=loopback', '-addext', `subjectAltName=${names}`, '-days', validDays],
  ]);
  const [key] = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----/.exec(output) ?? [];
  const [cert] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(output) ?? [];
  if (ok && key && cert) return { cert, key };
  throw new Error(`No certificate could be made: is openssl installed (apt-get install openssl)?\n${ok ? '' : output}`);
}

/** For Chromium's `--ignore-certificate-errors-spki-list`: the browser trusts this certificate and no other one more. */
export function publicKeyHash({ cert }: Certificate): string {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}
