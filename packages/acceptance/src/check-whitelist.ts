/**
 * `npm run check:whitelist -- FILE`: runs a file of whitelist cases against the built packages. Prints each case that
 * fails, and at the end `N passed, M failed`. A case that cannot be fed counts as failed.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { feed } from './whitelist-cases/feed.ts';
import { type CaseFile, expand } from './whitelist-cases/format.ts';
import { foreignRequests, refuseGlobalFetch, resetRequests } from './whitelist-cases/recorded-network.ts';

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: npm run check:whitelist -- FILE');
  process.exit(2);
}
// npm runs scripts in the root of the repository; INIT_CWD is where it was called.
const { fixture, cases } = JSON.parse(readFileSync(resolve(process.env.INIT_CWD ?? '.', file), 'utf8')) as CaseFile;

refuseGlobalFetch();
let passed = 0;
let failed = 0;
for (const each of cases) {
  resetRequests();
  let got: string;
  try {
    got = await feed({ ...each, input: expand(each.input) }, fixture);
  } catch (error) {
    got = `cannot be fed: ${error instanceof Error ? error.message : String(error)}`;
  }
  const foreign = each.expect.startsWith('reject:') ? foreignRequests(fixture) : [];
  if (foreign.length > 0) got += ` after requests to ${foreign.join(', ')}`;
  // A bare `allow` leaves the value open.
  if (got === each.expect || (each.expect === 'allow' && got.startsWith('allow:') && foreign.length === 0)) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${each.id} (${each.kind}, ${each.why ?? ''})\n  expected ${each.expect}\n  got      ${got}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
