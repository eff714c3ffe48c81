/** What can be said on the command line of both benchmarks. */
import { parseArgs } from 'node:util';
import { allClients, type BenchClient } from './clients/clients.ts';

export interface BenchOptions {
  /** Sizes of accounts. */
  readonly rooms: readonly number[];
  readonly runs: number;
  readonly link: 'loopback' | 'slow';
  /** How many times slower the processor shall be. */
  readonly cpuRate: number;
  readonly clients: readonly BenchClient[];
}

const enoughRuns = 5;

export const optionsHelp = `  --rooms 20,500   sizes of the accounts
  --runs 5         runs of each client at each size
  --link slow      10 Mbit/s and 50 ms there and back, in place of loopback
  --cpu 4          the page's processor slowed so many times
  --clients a,b    only these: ${allClients.map(({ name }) => name).join(', ')}`;

/** @throws {Error} a sentence for whoever typed it */
export function parseOptions(
  args: readonly string[],
  defaults: { readonly rooms: string; readonly runs?: number },
): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rooms: { type: 'string', default: defaults.rooms },
      runs: { type: 'string', default: String(defaults.runs ?? enoughRuns) },
      link: { type: 'string', default: 'loopback' },
      cpu: { type: 'string', default: '1' },
      clients: { type: 'string', default: allClients.map(({ name }) => name).join(',') },
    },
  });
  const { link } = values;
  if (link !== 'slow' && link !== 'loopback') throw new Error(`--link is slow or loopback, not ${link}`);
  return {
    rooms: values.rooms.split(',').map((value) => wholeNumber('--rooms', value)),
    runs: wholeNumber('--runs', values.runs),
    link,
    cpuRate: wholeNumber('--cpu', values.cpu),
    clients: values.clients.split(',').map((name) => {
      const client = allClients.find((candidate) => candidate.name === name);
      if (!client) throw new Error(`there is no client "${name}"`);
      return client;
    }),
  };
}

function wholeNumber(option: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${option} takes whole numbers from 1, not "${value}"`);
  return number;
}
