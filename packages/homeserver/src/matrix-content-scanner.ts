/** The real Matrix Content Scanner, as a process of a Python that has it, with a script that knows the test virus alone. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentScannerRoute, type ContentScanner } from './content-scanner.ts';
import { onEndOfProcess } from './end-of-process.ts';
import { findFreePort, loopbackAddress } from './free-port.ts';

/** It takes 1 s on an idle machine. */
const startTimeoutMs = 60_000;
const pollMs = 100;
const secretBytes = 32;

/** Exit code 0 means that a file is clean. */
const scan = `#!/bin/sh
! grep -qF EICAR-STANDARD-ANTIVIRUS-TEST-FILE "$1"
`;
/** What libmagic calls Windows programs, in its older and newer versions. */
const windowsPrograms = ['application/x-dosexec', 'application/vnd.microsoft.portable-executable'];

export async function startMatrixContentScanner(python: string, homeserverBaseUrl: string): Promise<ContentScanner> {
  const folder = mkdtempSync(join(tmpdir(), 'bm-content-scanner-'));
  const [script, secret, files, config] = ['scan.sh', 'secret', 'files', 'config.yaml'].map((name) =>
    join(folder, name),
  );
  const port = await findFreePort();
  mkdirSync(files!);
  writeFileSync(script!, scan, { mode: 0o755 });
  writeFileSync(secret!, randomBytes(secretBytes).toString('base64'));
  // JSON is YAML, too.
  writeFileSync(
    config!,
    JSON.stringify({
      web: { host: loopbackAddress, port },
      scan: { script, temp_directory: files, blocked_mimetypes: windowsPrograms },
      download: { base_homeserver_url: homeserverBaseUrl },
      crypto: { request_secret_path: secret },
    }),
  );
  const child = spawn(python, ['-m', 'matrix_content_scanner.mcs', '-c', config!], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const forget = onEndOfProcess(() => child.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    forget();
    rmSync(folder, { recursive: true, force: true });
  };
  const baseUrl = `http://localhost:${port}`;
  for (const endMs = Date.now() + startTimeoutMs; !(await answers(baseUrl)); await sleep(pollMs)) {
    if (child.exitCode === null && Date.now() < endMs) continue;
    await stop();
    throw new Error(`${python} does not run the Matrix Content Scanner.`);
  }
  return { baseUrl, stop };
}

async function answers(baseUrl: string): Promise<boolean> {
  const answer = await fetch(`${baseUrl}${contentScannerRoute}public_key`).catch(() => undefined);
  return answer?.ok === true;
}
