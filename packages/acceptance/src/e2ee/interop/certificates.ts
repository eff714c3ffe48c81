/** A small public key infrastructure of an administration, made with OpenSSL: an authority and a certificate of one person. */
import { execFileSync } from 'node:child_process';
import { constants, createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CertifiedPerson {
  readonly authorityPem: string;
  /** As matrix-js-sdk's `x509Signer` wants it. */
  signer(item: Uint8Array): Promise<{
    signature_bytes: Uint8Array;
    certificate_chain: string;
    signature_scheme: 'RsaPssSha512';
  }>;
  /** Milliseconds since 1970. */
  readonly validUntil: number;
}

const days = 30;
const dayMs = 86_400_000;

export function certify(userId: string): CertifiedPerson {
  const folder = mkdtempSync(join(tmpdir(), 'bm-pki-'));
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  try {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      String(days),
      '-subj',
      '/C=DE/O=Beispielverwaltung/CN=Beispielverwaltung CA',
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    );
    openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'person.key',
      '-out',
      'person.csr',
      '-subj',
      `/C=DE/O=Beispielverwaltung/CN=${userId}`,
    );
    const extensions = [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=emailProtection,clientAuth',
      `subjectAltName=URI:matrix:u/${userId.slice(1)}`,
    ];
    writeFileSync(join(folder, 'extensions'), extensions.join('\n'));
    openssl(
      'x509',
      '-req',
      '-in',
      'person.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      String(days),
      '-out',
      'person.pem',
      '-extfile',
      'extensions',
    );
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    const key = createPrivateKey(read('person.key'));
    const certificateChain = read('person.pem');
    return {
      authorityPem: read('ca.pem'),
      signer: (item) =>
        Promise.resolve({
          signature_bytes: Uint8Array.from(
            sign('sha512', item, {
              key,
              padding: constants.RSA_PKCS1_PSS_PADDING,
              saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
            }),
          ),
          certificate_chain: certificateChain,
          signature_scheme: 'RsaPssSha512',
        }),
      validUntil: Date.now() + (days - 1) * dayMs,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
