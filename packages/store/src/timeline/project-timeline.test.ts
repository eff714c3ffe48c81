import { describe, expect, it } from 'vitest';
import { edit, erika, event, itemsOf, max, noon, text, type EventFixture } from '../testing/event-fixtures.ts';
import { localIdPrefix } from './event-index.ts';
import type { ProjectedItem } from './project-item.ts';

const dayMs = 24 * 60 * 60_000;
const daysOf = (items: readonly ProjectedItem[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'dateDivider' ? [item.day] : []));
const keysOf = (items: readonly ProjectedItem[]): readonly string[] => items.map(({ key }) => key);
const rows = (items: readonly ProjectedItem[]): readonly ProjectedItem[] =>
  items.filter(({ kind }) => kind !== 'dateDivider');
/** What this device sends, before the server has it. */
const local = (key: string): EventFixture => event({ event_id: localIdPrefix + key, sender: erika, clear: true });

describe('the order', () => {
  it('is the room’s, not the clocks’', () => {
    const late = event({ event_id: '$late', origin_server_ts: noon + 5 });
    const early = event({ event_id: '$early' });
    expect(keysOf(rows(itemsOf([late, early])))).toEqual(['$late', '$early']);
  });

  it('ends with what is on its way', () => {
    expect(rows(itemsOf([event({ event_id: '$a' }), local('k1'), local('k2')])).map(({ key }) => key)).toEqual([
      '$a',
      'k1',
      'k2',
    ]);
  });

  it('is the same for the same events', () => {
    const events = [event(), event(), local('k1')];
    expect(itemsOf(events)).toEqual(itemsOf(events));
  });

  it('is empty without events', () => {
    expect(itemsOf([])).toEqual([]);
  });
});

describe('a local echo', () => {
  it('is an own encrypted message without an event id', () => {
    const [, row] = itemsOf([local('k1')], {}, { sendStateOf: () => ({ status: 'sending', waiting: 'answer' }) });
    expect(row).toMatchObject({
      key: 'k1',
      own: true,
      protection: 'encrypted',
      send: { status: 'sending', waiting: 'answer' },
    });
    expect(row).not.toHaveProperty('eventId');
  });

  it('is one row with its event that comes before the answer', () => {
    const own = event({ sender: erika, unsigned: { transaction_id: 'k1' } });
    expect(rows(itemsOf([own, local('k1')]))).toHaveLength(1);
  });

  it('is not ended by a transaction id under another sender’s event', () => {
    const other = event({ sender: max, unsigned: { transaction_id: 'k1' } });
    expect(rows(itemsOf([other, local('k1')]))).toHaveLength(2);
  });

  it('leaves its key to the event when it is gone', () => {
    const own = event({ event_id: '$a', sender: erika });
    expect(keysOf(rows(itemsOf([own], {}, { keyOf: (id) => (id === '$a' ? 'k1' : undefined) })))).toEqual(['k1']);
  });

  it('of an edit shows on the message, and how far it has got', () => {
    const original = event({ sender: erika });
    const change = edit(original, 'neu', { event_id: '~k2', clear: true });
    const [, row] = itemsOf(
      [original, change],
      {},
      {
        sendStateOf: (id) => (id === '~k2' ? { status: 'failed', code: 'FORBIDDEN', recoverable: true } : undefined),
      },
    );
    expect(row).toMatchObject({ content: { body: 'neu' }, send: { status: 'failed' } });
  });
});

describe('a date divider', () => {
  it('comes before the first item of a day', () => {
    const items = itemsOf([event(), event(), event({ origin_server_ts: noon + dayMs })]);
    expect(items.map(({ kind }) => kind)).toEqual(['dateDivider', 'message', 'message', 'dateDivider', 'message']);
    expect(keysOf(items)[0]).toBe('day 2026-03-01');
  });

  it('announces a day once where clocks run backwards', () => {
    const items = itemsOf([event(), event({ origin_server_ts: noon + dayMs }), event()]);
    expect(daysOf(items)).toEqual(['2026-03-01', '2026-03-02']);
  });

  it('comes before a local echo of a new day', () => {
    const next = { ...local('k1'), event: { ...local('k1').event, origin_server_ts: noon + dayMs } };
    expect(daysOf(itemsOf([event(), next]))).toHaveLength(2);
  });

  it('is not there for what is not shown', () => {
    expect(itemsOf([event({ type: 'm.room.topic.unknown', content: {} })])).toEqual([]);
  });

  it.each([0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300])('takes the time %d', (ts) => {
    expect(daysOf(itemsOf([event({ origin_server_ts: ts })]))).toHaveLength(1);
  });
});

describe('the read marker', () => {
  const events = ['$a', '$b', '$c'].map((id) => event({ event_id: id }));

  it('is above the first item that is not read', () => {
    expect(keysOf(rows(itemsOf(events, { fullyRead: '$a' })))).toEqual(['$a', 'read marker', '$b', '$c']);
  });

  it('has a key that no message can have', () => {
    const own = event({ event_id: '$own', sender: erika, unsigned: { transaction_id: 'readMarker' } });
    const keys = keysOf(rows(itemsOf([own, ...events], { fullyRead: '$own' })));
    expect(keys).toEqual(['readMarker', 'read marker', '$a', '$b', '$c']);
  });

  it('is not there where everything is read', () => {
    expect(keysOf(rows(itemsOf(events, { fullyRead: '$c' })))).toEqual(['$a', '$b', '$c']);
  });

  it('is not there where only own messages follow', () => {
    const own = event({ event_id: '$own', sender: erika });
    expect(keysOf(rows(itemsOf([...events, own], { fullyRead: '$c' })))).toEqual(['$a', '$b', '$c', '$own']);
  });

  it('is below the row before an event that has none', () => {
    const change = edit(events[0]!, 'neu', { event_id: '$edit' });
    expect(keysOf(rows(itemsOf([events[0]!, change, events[1]!], { fullyRead: '$edit' })))).toEqual([
      '$a',
      'read marker',
      '$b',
    ]);
  });

  it('is not there where its event is not', () => {
    expect(keysOf(rows(itemsOf(events, { fullyRead: '$gone' })))).toEqual(['$a', '$b', '$c']);
  });
});

describe('readers', () => {
  const events = ['$a', '$b'].map((id) => event({ event_id: id, content: text(id) }));
  const sender = (userId: string) => ({ userId, displayName: userId });

  it('are shown where they have read to, the latest first', () => {
    const items = itemsOf(events, { readers: new Map([['$a', [sender('@x:a'), sender('@y:a')]]]) });
    expect(items[1]).toMatchObject({ readBy: [sender('@y:a'), sender('@x:a')], readByCount: 2 });
    expect(items[2]).not.toHaveProperty('readBy');
  });

  it('of an event without a row are shown at the row before it', () => {
    const change = edit(events[0]!, 'neu', { event_id: '$edit' });
    const items = itemsOf([events[0]!, change], { readers: new Map([['$edit', [sender('@x:a')]]]) });
    expect(items[1]).toMatchObject({ readByCount: 1 });
  });

  it('beyond ten are a number', () => {
    const many = Array.from({ length: 12 }, (_, at) => sender(`@u${at}:a`));
    const [, row] = itemsOf(events, { readers: new Map([['$a', many]]) });
    expect(row).toMatchObject({ readByCount: 12 });
    expect((row as unknown as { readBy: unknown[] }).readBy).toHaveLength(10);
  });
});
