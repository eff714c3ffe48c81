import { expect, test } from 'vitest';
import { floor, hydrogen } from './clients/clients.ts';
import { inTurn } from './in-turn.ts';

test('each run goes through all sizes and clients, and another client begins', () => {
  const turns = inTurn({ rooms: [20, 500], runs: 2, clients: [floor, hydrogen] });
  expect(turns.map(({ run, size, client }) => `${run} ${size} ${client.name}`)).toEqual([
    '1 20 floor',
    '1 20 hydrogen',
    '1 500 floor',
    '1 500 hydrogen',
    '2 20 hydrogen',
    '2 20 floor',
    '2 500 hydrogen',
    '2 500 floor',
  ]);
});
