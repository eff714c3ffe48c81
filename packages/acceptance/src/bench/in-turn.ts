/** The order of a benchmark: run by run through all sizes and clients, another client first each time. */
import type { BenchClient } from './clients/clients.ts';
import type { BenchOptions } from './options.ts';

export interface Turn {
  /** Counted from 1. */
  readonly run: number;
  readonly size: number;
  readonly client: BenchClient;
}

export function inTurn({ rooms, runs, clients }: Pick<BenchOptions, 'rooms' | 'runs' | 'clients'>): readonly Turn[] {
  return Array.from({ length: runs }, (_, index) => {
    const first = index % clients.length;
    const order = [...clients.slice(first), ...clients.slice(0, first)];
    return rooms.flatMap((size) => order.map((client) => ({ run: index + 1, size, client })));
  }).flat();
}

export const describeTurn = ({ run, size, client }: Turn): string => `${client.name}, ${size} rooms, run ${run}`;
