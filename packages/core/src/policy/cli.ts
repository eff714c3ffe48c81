#!/usr/bin/env node
/** `npx bundesmessenger-policy FILE.json`: prints the policies and the hosts of the session options in a file. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BmError } from '../errors.ts';
import { allowInsecureLocalhost } from '../types.ts';
import { policyFor } from './policy-for.ts';

const usage = `usage: bundesmessenger-policy FILE.json [options]

FILE.json holds the options of the session: { "homeserver": …, "whitelist": { "servers": […] } }

  --page-origin URL           origin of the page that shows the chat
  --drop-in                   the page loads the ready script instead of a bundle of its own
  --host-in-page              placement "page": no worker
  --allow-insecure-localhost  for development: the file may name http://localhost
`;

function run(): string {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      'page-origin': { type: 'string' },
      'drop-in': { type: 'boolean', default: false },
      'host-in-page': { type: 'boolean', default: false },
      'allow-insecure-localhost': { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new TypeError('one file is needed');
  const options = JSON.parse(readFileSync(file, 'utf8')) as object;
  const pageOrigin = values['page-origin'];
  const { page, worker, hosts } = policyFor(
    // Whatever the file holds is read strictly there.
    {
      ...(options as never as Parameters<typeof policyFor>[0]),
      ...(values['allow-insecure-localhost'] && { [allowInsecureLocalhost]: true }),
    },
    {
      delivery: values['drop-in'] ? 'dropIn' : 'npm',
      hostInPage: values['host-in-page'],
      ...(pageOrigin !== undefined && { pageOrigin }),
    },
  );
  const rows = hosts.map(({ origin, purpose }) => `  ${origin}  ${purpose}`);
  return [
    'The page, header Content-Security-Policy:',
    page,
    '',
    'The worker file (worker.js), header Content-Security-Policy:',
    worker,
    '',
    'Contacted:',
    ...rows,
    '',
  ].join('\n');
}

try {
  process.stdout.write(run());
} catch (error) {
  // Of a wrong configuration the field is named, of anything else what Node says about the file.
  const wrong = error instanceof BmError;
  process.stderr.write(`${wrong ? `${error.code}: ${error.message}` : String(error)}\n${wrong ? '' : `\n${usage}`}`);
  process.exitCode = wrong ? 1 : 2;
}
