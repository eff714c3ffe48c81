import { describe, expect, it } from 'vitest';
import { type Downtime, maintenanceAt, nextChangeMs, readDowntimes } from './maintenance.ts';

/** The example of the chart. */
const christmas = {
  warning_start_time: '2022-12-14T11:00:00Z',
  start_time: '2022-12-23T11:00:00Z',
  end_time: '2022-12-24T20:00:00Z',
  type: 'MAINTENANCE',
  description: 'Weihnachtswartung 2022',
  blocking: true,
};
const read = (...downtime: unknown[]) => readDowntimes(JSON.stringify({ downtime }));
const first = (change: object): Downtime | undefined => read({ ...christmas, ...change })[0];

describe('an announced maintenance', () => {
  it('is read as the chart writes it', () => {
    expect(readDowntimes(JSON.stringify({ downtime: [christmas], versions: { ios: {} } }))).toEqual([
      {
        kind: 'maintenance',
        announcedAtMs: Date.parse('2022-12-14T11:00:00Z'),
        startsAtMs: Date.parse('2022-12-23T11:00:00Z'),
        endsAtMs: Date.parse('2022-12-24T20:00:00Z'),
        blocking: true,
        description: 'Weihnachtswartung 2022',
      },
    ]);
  });

  it.each([
    ['2022-12-23T11:00:00Z', 'UTC'],
    ['2022-12-23T12:00:00+01:00', 'central European time'],
    ['2022-12-23T13:00:00+02:00', 'its summer time'],
    ['2022-12-23T06:00:00-05:00', 'west of Greenwich'],
    ['2022-12-23T16:45:00+05:45', 'a quarter of an hour'],
    ['2022-12-24T01:00:00+14:00', 'the next day on Kiritimati'],
    ['2022-12-23T12:00:00+0100', 'no colon'],
    ['2022-12-23T12:00:00+01', 'hours only'],
    ['20221223T110000Z', 'the basic format'],
    ['2022-12-23T11:00Z', 'no seconds'],
    ['2022-12-23T11:00:00.000Z', 'fractions'],
    ['2022-12-23 11:00:00z', 'a space, lower case'],
    [' 2022-12-23T11:00:00Z\n', 'white space around'],
  ])('begins at the same moment in every notation: %s (%s)', (start_time) => {
    expect(first({ start_time })?.startsAtMs).toBe(Date.parse('2022-12-23T11:00:00Z'));
  });

  it('that says nothing of a warning is told from its start on, and never after it', () => {
    expect(first({ warning_start_time: undefined })?.announcedAtMs).toBe(Date.parse(christmas.start_time));
    expect(first({ warning_start_time: '2023-01-01T00:00:00Z' })?.announcedAtMs).toBe(Date.parse(christmas.start_time));
  });

  it('blocks only where it says so', () => {
    for (const blocking of [undefined, false, 'true', 1, null]) expect(first({ blocking })?.blocking).toBe(false);
  });

  it('of a type that nobody knows is a maintenance', () => {
    expect(first({ type: 'UPDATE' })?.kind).toBe('maintenance');
    expect(first({ type: undefined })?.kind).toBe('maintenance');
  });
});

describe('an ad-hoc message', () => {
  it('has only its own words', () => {
    expect(first({ type: 'ADHOC_MESSAGE' })).toMatchObject({ kind: 'message', description: 'Weihnachtswartung 2022' });
  });

  it('without words is left out, unless it blocks: then it is a maintenance', () => {
    expect(first({ type: 'ADHOC_MESSAGE', description: '', blocking: false })).toBeUndefined();
    expect(first({ type: 'ADHOC_MESSAGE', description: undefined })).toMatchObject({ kind: 'maintenance' });
  });

  it('keeps line breaks, loses control and direction characters, and is cut at a thousand characters (CVE-2026-55850)', () => {
    expect(first({ description: ' a\r\nb\u0000\u202e\u0007c ' })?.description).toBe('a\nbc');
    expect(first({ description: 'x'.repeat(5_000) })?.description).toHaveLength(1_000);
  });
});

describe('an answer that is malformed', () => {
  it.each([
    '',
    '<!doctype html>',
    'null',
    '[]',
    '"downtime"',
    '{}',
    '{"downtime":null}',
    '{"downtime":{}}',
    '{"downtime":[null,5,"x",[]]}',
    '{"downtime":[{}]}',
    '{"downtime":',
  ])('announces nothing: %s', (body) => {
    expect(readDowntimes(body)).toEqual([]);
  });

  it.each([
    ['no time zone', { start_time: '2022-12-23T11:00:00' }],
    ['a date only', { end_time: '2022-12-24' }],
    ['a day there is not', { end_time: '2023-02-31T00:00:00Z' }],
    ['an hour there is not', { start_time: '2022-12-23T25:00:00Z' }],
    ['a zone there is not', { start_time: '2022-12-23T11:00:00+25:00' }],
    ['a number', { start_time: 1_671_793_200 }],
    ['no end', { end_time: undefined }],
    ['an end before its start', { end_time: '2022-12-20T00:00:00Z' }],
  ])('loses the entry with %s and keeps the others', (_name, change) => {
    expect(read({ ...christmas, ...change }, { ...christmas, description: 'good' })).toMatchObject([
      { description: 'good' },
    ]);
  });

  it('takes no more than 32 entries', () => {
    expect(read(...Array.from({ length: 100 }, () => christmas))).toHaveLength(32);
  });
});

describe('what is told', () => {
  const downtimes = read(christmas, {
    ...christmas,
    warning_start_time: '2022-12-24T10:00:00Z',
    start_time: '2022-12-24T12:00:00Z',
    end_time: '2022-12-26T00:00:00Z',
    description: 'danach',
    blocking: false,
  });
  const at = (time: string) => maintenanceAt(downtimes, Date.parse(time));

  it.each([
    ['2022-12-14T10:59:59Z', 'none', undefined],
    ['2022-12-14T11:00:00Z', 'announced', 'Weihnachtswartung 2022'],
    ['2022-12-23T11:00:00Z', 'running', 'Weihnachtswartung 2022'],
    ['2022-12-24T11:00:00Z', 'running', 'Weihnachtswartung 2022'],
    ['2022-12-24T13:00:00Z', 'running', 'Weihnachtswartung 2022'], // both run, and this one blocks
    ['2022-12-24T20:00:00Z', 'running', 'danach'],
    ['2022-12-26T00:00:00Z', 'none', undefined],
  ])('at %s: %s, %s', (time, status, description) => {
    expect(at(time)).toMatchObject({ status, ...(description && { description }) });
  });

  it('changes next at the next beginning, start or end', () => {
    const next = (time: string) => nextChangeMs(downtimes, Date.parse(time));
    expect(next('2022-12-01T00:00:00Z')).toBe(Date.parse('2022-12-14T11:00:00Z'));
    expect(next('2022-12-14T11:00:00Z')).toBe(Date.parse('2022-12-23T11:00:00Z'));
    expect(next('2022-12-24T15:00:00Z')).toBe(Date.parse('2022-12-24T20:00:00Z'));
    expect(next('2023-01-01T00:00:00Z')).toBeUndefined();
    expect(nextChangeMs([], 0)).toBeUndefined();
  });
});
