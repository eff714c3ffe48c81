import { describe, expect, it } from 'vitest';
import { cutWindow, movedWindow, withNewer, withOlder, type LoadedEvents, type Window } from './timeline-window.ts';

const ids = (count: number, prefix = ''): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const all = (): boolean => true;
const end: Window = { oldest: undefined, newest: 'end' };

describe('what is shown', () => {
  it('is everything that fits', () => {
    expect(cutWindow(ids(5), end, all, 10)).toMatchObject({ shown: ids(5), hiddenBefore: 0, hiddenAfter: 0 });
  });

  it('is the newest where not everything fits', () => {
    expect(cutWindow(ids(15), end, all, 10)).toMatchObject({
      shown: ids(15).slice(5),
      hiddenBefore: 5,
      hiddenAfter: 0,
    });
  });

  it('grows at its end, and lets go at its start when it is full', () => {
    const grown = { oldest: '3', newest: 'end' } as const;
    expect(cutWindow(ids(8), grown, all, 10).shown).toEqual(ids(8).slice(3));
    expect(cutWindow(ids(20), grown, all, 10).shown).toEqual(ids(20).slice(10));
  });

  it('keeps events without a row between those that have one, and at a loaded end', () => {
    const hasRow = (id: string): boolean => Number(id) % 2 === 0;
    const cut = cutWindow(ids(10), end, hasRow, 2);
    expect(cut.shown).toEqual(['6', '8']);
    expect(cut.eventIds).toEqual(['6', '7', '8', '9']);
  });

  it('is everything where the event it began with is gone', () => {
    expect(cutWindow(ids(5), { oldest: 'gone', newest: 'end' }, all, 10).shown).toEqual(ids(5));
  });

  it('stays where it is when an event at its edge turns out to have no row', () => {
    const window = { oldest: '3', newest: '5' } as const;
    expect(cutWindow(ids(9), window, (id) => id !== '5', 10).shown).toEqual(['3', '4']);
    expect(cutWindow(ids(9), window, (id) => id !== '3', 10).shown).toEqual(['4', '5']);
  });

  it('is nothing where nothing is', () => {
    expect(cutWindow([], end, all, 10)).toEqual({ shown: [], eventIds: [], hiddenBefore: 0, hiddenAfter: 0 });
  });
});

describe('moving', () => {
  const rows = ids(100);
  const shownAfter = (window: Window): readonly string[] => cutWindow(rows, window, all, 30).shown;

  it('backwards shows older ones, and lets go of newer ones that do not fit', () => {
    const window = movedWindow(rows, cutWindow(rows, end, all, 30), 'backwards', 20, 30);
    expect(shownAfter(window)).toEqual(rows.slice(50, 80));
  });

  it('forwards shows newer ones, and follows the end when it is reached', () => {
    const before = cutWindow(rows, { oldest: '50', newest: '79' }, all, 30);
    const next = movedWindow(rows, before, 'forwards', 10, 30);
    expect(shownAfter(next)).toEqual(rows.slice(60, 90));
    expect(movedWindow(rows, cutWindow(rows, next, all, 30), 'forwards', 50, 30).newest).toBe('end');
  });

  it('reaches every row one way and back', () => {
    let window: Window = end;
    const seen = new Set<string>();
    for (let step = 0; step < 10; step++) {
      window = movedWindow(rows, cutWindow(rows, window, all, 30), 'backwards', 11, 30);
      for (const id of shownAfter(window)) seen.add(id);
    }
    expect(shownAfter(window)[0]).toBe('0');
    for (let step = 0; step < 10; step++)
      window = movedWindow(rows, cutWindow(rows, window, all, 30), 'forwards', 11, 30);
    expect(shownAfter(window).at(-1)).toBe('99');
    expect(window.newest).toBe('end');
  });
});

describe('what is loaded', () => {
  const event = (id: string) => ({ event_id: id, type: 't', sender: '@a:b', origin_server_ts: 0, content: {} });
  const loaded: LoadedEvents = { events: ['3', '4'].map(event), before: { token: 't' }, after: 'live' };
  const idsOf = ({ events }: LoadedEvents): readonly string[] => events.map(({ event_id: id }) => id);

  it('gets older events before it, each once', () => {
    expect(idsOf(withOlder(loaded, ['3', '2', '1'].map(event), 'start'))).toEqual(['1', '2', '3', '4']);
  });

  it('gets newer events behind it, each once', () => {
    expect(idsOf(withNewer(loaded, ['4', '5'].map(event), 'live'))).toEqual(['3', '4', '5']);
  });
});
