/**
 * `npm test`: everything that is checked, one step after the other, up to the first that fails. The output of a step is
 * shown when it fails. The last line says how many steps passed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { startHomeserver } from '@bundesmessenger/homeserver';
import { ensureChromium } from './browser/find-browser.ts';

const root = resolve(import.meta.dirname, '../../..');
const bin = join(root, 'node_modules/.bin');

interface Step {
  readonly name: string;
  /** @throws {Error} whose message is all that is shown */
  readonly run: () => Promise<void>;
}

/** No step takes a quarter of this; without a limit a step that hangs would hang whoever waits for it. */
const stepLimitMs = 20 * 60_000;

const environment: NodeJS.ProcessEnv = {
  ...process.env,
  // The tools start "node" by name: it has to be the one that runs this file.
  PATH: [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NO_COLOR: '1',
};
delete environment.FORCE_COLOR;

/** A program in a process group of its own, so that what it started ends with it. */
function program(command: string, ...parameters: readonly string[]): () => Promise<void> {
  return () =>
    new Promise((done, fail) => {
      const child = spawn(command, parameters, { cwd: root, env: environment, detached: true });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const end = (): void => {
        if (child.pid === undefined) return;
        try {
          process.kill(-child.pid, 'SIGTERM');
        } catch {
          // It has just ended by itself.
        }
      };
      const stop = (): never => {
        end();
        process.exit(130);
      };
      process.once('SIGINT', stop).once('SIGTERM', stop);
      const limit = setTimeout(() => {
        output += `\nended after ${stepLimitMs / 60_000} minutes`;
        end();
      }, stepLimitMs);
      const finish = (problem?: string): void => {
        clearTimeout(limit);
        process.off('SIGINT', stop).off('SIGTERM', stop);
        if (problem === undefined) done();
        else fail(new Error(`${output}\n${problem}`));
      };
      child.on('error', ({ message }) => finish(message));
      child.on('close', (code) => {
        const shown = [relative(root, command) || command, ...parameters].join(' ');
        finish(code === 0 ? undefined : `"${shown}" ended with code ${code ?? 'none'}`);
      });
    });
}

const node = (...parameters: readonly string[]): (() => Promise<void>) => program(process.execPath, ...parameters);
const tool = (name: string, ...parameters: readonly string[]): (() => Promise<void>) =>
  program(join(bin, name), ...parameters);

/** Shows what a first run installs, below the step's name. */
function installLog(): (line: string) => void {
  let before = '\n';
  return (line) => {
    console.log(`${before}  ${line}`);
    before = '';
  };
}

async function browserIsThere(): Promise<void> {
  environment.CHROMIUM_PATH = ensureChromium(installLog());
}

/** Started once before everything else: the first run installs it, and says so. */
async function synapseIsThere(): Promise<void> {
  const homeserver = await startHomeserver({ log: installLog() });
  await homeserver.stop();
}

const ownCases = join(root, 'packages/acceptance/cases');
const caseFiles = [
  ...readdirSync(ownCases)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(ownCases, name)),
  // More cases, where somebody has put them beside the repository.
  join(root, '../shared/cases/whitelist-cases.json'),
].filter((path) => existsSync(path));

const steps: readonly Step[] = [
  { name: 'Chromium is there', run: browserIsThere },
  { name: 'Synapse is there', run: synapseIsThere },
  { name: 'format', run: tool('prettier', '--check', '--cache', '.') },
  // Before the lint that knows types: those of a package are in its dist folder.
  { name: 'build', run: tool('turbo', 'run', 'build') },
  { name: 'oxlint', run: tool('oxlint') },
  { name: 'eslint', run: tool('eslint', '.') },
  { name: 'types', run: tool('turbo', 'run', 'typecheck') },
  { name: 'unit tests', run: tool('vitest', 'run', '--project', 'unit') },
  { name: 'browser tests', run: tool('vitest', 'run', '--project', 'browser') },
  { name: 'Synapse tests', run: tool('vitest', 'run', '--project', 'synapse') },
  ...caseFiles.map((path) => ({
    name: `whitelist cases ${relative(root, path)}`,
    run: node('packages/acceptance/src/check-whitelist.ts', path),
  })),
  { name: 'size', run: node('packages/acceptance/src/size.ts') },
  { name: 'examples, as a person uses them', run: node('packages/acceptance/src/start.ts', '--check') },
];

const nameWidth = Math.max(...steps.map(({ name }) => name.length)) + 2;
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1_000).toFixed(1).padStart(7)} s`;

let passed = 0;
let failed = 0;
for (const { name, run } of steps) {
  process.stdout.write(name.padEnd(nameWidth));
  const startedMs = performance.now();
  try {
    await run();
    passed += 1;
    console.log(`ok     ${seconds(startedMs)}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${seconds(startedMs)}\n`);
    console.error(error instanceof Error ? error.message.trim() : error);
    break;
  }
}
const left = steps.length - passed - failed;
if (left > 0) console.log(`\n${left} more not run`);
console.log(`\n${passed} passed, ${failed} failed`);
// Nothing that a step has left open may keep the command from ending.
process.exit(failed > 0 ? 1 : 0);
