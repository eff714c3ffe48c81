/** Whatever stands in a room: a timeline shows what it understands, within its bounds, and everything around it as before. */
import { readEvents } from '@bundesmessenger/core';
import type { ClientEvent, Decryption } from '@bundesmessenger/core/types';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hostileContents,
  hostileEvents,
  mallory,
  type EventChoice,
} from '../../../core/src/sync/testing/hostile-events.ts';
import { always, pollution, textsIn, trapKeysIn } from '../../../core/src/sync/testing/hostile-json.ts';
import {
  contextFor,
  edit,
  erika,
  event,
  inThread,
  indexOf,
  itemsOf,
  max,
  reaction,
  text,
  type EventFixture,
} from '../testing/event-fixtures.ts';
import { createEventIndex, type EventIndex } from './event-index.ts';
import { projectItem, type EventItem, type ProjectedItem } from './project-item.ts';
import { createRowVersions } from './row-versions.ts';
import { maxItems, maxNames, maxReactions } from './timeline.ts';
import { cutWindow } from './timeline-window.ts';

/** How an event came: as it is, or encrypted. */
type Form = 'clear' | 'encrypted' | 'failed' | 'pending';
const forms: Arbitrary<Form> = fc.constantFrom('clear', 'clear', 'encrypted', 'encrypted', 'failed', 'pending');

function inForm(received: ClientEvent, form: Form): EventFixture {
  if (form === 'clear' || received.state_key !== undefined || received.type === 'm.room.encrypted')
    return { event: received };
  const { 'm.relates_to': relates } = received.content;
  const { type, content } = received;
  const decryptions: Record<Exclude<Form, 'clear'>, Decryption> = {
    encrypted: { status: 'decrypted', type, content, shield: 'none' },
    failed: { status: 'failed', cause: 'unknown' },
    pending: { status: 'pending' },
  };
  return {
    event: {
      ...received,
      type: 'm.room.encrypted',
      content: { algorithm: 'm.megolm.v1.aes-sha2', ...(relates !== undefined && { 'm.relates_to': relates }) },
    },
    decryption: decryptions[form],
  };
}

/** Events as the sync hands them over, whatever the server has sent. */
const received = (choice: EventChoice = {}): Arbitrary<readonly EventFixture[]> =>
  fc
    .array(fc.tuple(hostileEvents({ senders: [mallory, mallory, erika], ...choice }), forms), {
      maxLength: 10,
      size: 'max',
    })
    .map((drawn) => {
      const raw = drawn.map(([value]) => value);
      const events = readEvents(raw);
      return events.map((one, at) => inForm(one, drawn[at]![1]));
    });

const said = event({ event_id: '$good1', content: text('first') });
const good: readonly EventFixture[] = [
  said,
  event({
    event_id: '$good2',
    content: text('second', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$good1' } } }),
  }),
  edit(said, 'better', { event_id: '$good3' }),
  reaction(said, '👍', { event_id: '$good4' }),
  inThread(said, 'apart', { event_id: '$good5' }),
  event({ event_id: '~own-echo', sender: erika, content: text('on its way') }),
];
const goodKeys = new Set(['$good1', '$good2', 'own-echo']);
const goodRows = (items: readonly ProjectedItem[]): readonly ProjectedItem[] =>
  items.filter(({ key }) => goodKeys.has(key));

/** The texts that a person wrote: as long as an event can be. All others are cut. */
const isWritten = (name: string): boolean => ['body', 'formattedBody'].includes(name);

function textsBeside(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => (isWritten(name) ? [] : textsBeside(entry)));
}

/** Longest text of a row besides what somebody wrote, in UTF-16 units: a topic that was changed, or an answer of a poll. */
const maxTextLength = 2_048;

describe('a timeline with hostile events', () => {
  it('shows the rows around them as before', () => {
    const plain = goodRows(itemsOf(good));
    always(received(), (hostile) => {
      const mixed = good.flatMap((one, at) => [one, ...hostile.filter((_, index) => index % good.length === at)]);
      expect(goodRows(itemsOf(mixed))).toEqual(plain);
    });
  });

  it('shows what others wrote as they wrote it, also where hostile events are about it', () => {
    const plain = goodRows(itemsOf(good));
    always(received({ targets: ['$good1', '$good2', '~own-echo'], senders: [mallory] }), (hostile) => {
      const shown = goodRows(itemsOf([...good, ...hostile]));
      expect(
        shown.map((row) => ('content' in row ? [row.key, row.content, row.sender, row.edited, row.protection] : row)),
      ).toEqual(
        plain.map((row) => ('content' in row ? [row.key, row.content, row.sender, row.edited, row.protection] : row)),
      );
    });
  });

  it('is plain data with a key for each row', () => {
    always(received(), (hostile) => {
      const items = itemsOf([...good, ...hostile], { fullyRead: '$good2' });
      expect(structuredClone(items)).toEqual(items);
      expect(trapKeysIn(items)).toEqual([]);
      expect(pollution()).toEqual([]);
      expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    });
  });

  it('stays within its bounds', () => {
    always(received(), (hostile) => {
      for (const item of itemsOf(hostile)) {
        for (const shown of textsBeside(item)) expect(shown.length).toBeLessThanOrEqual(maxTextLength);
        if (!('own' in item)) continue;
        if ('reactions' in item) expect(item.reactions!.length).toBeLessThanOrEqual(maxReactions);
        if (item.kind === 'state' && item.change.type === 'roles')
          expect(item.change.changes.length).toBeLessThanOrEqual(maxNames);
        if ('plainText' in item) expect(item.plainText!.length).toBeLessThanOrEqual(200);
      }
    });
  });

  it('shows no half of a character where there was a whole one', () => {
    always(received(), (hostile) => {
      const whole = hostile.filter((one) => textsIn(one).every((each) => each.isWellFormed()));
      for (const item of itemsOf(whole)) for (const shown of textsIn(item)) expect(shown.isWellFormed()).toBe(true);
    });
  });

  it('is the same for the same events', () => {
    always(received(), (hostile) => {
      expect(itemsOf(structuredClone(hostile))).toEqual(itemsOf(hostile));
      const versions = createRowVersions([]);
      const first = versions.next(itemsOf(hostile));
      const again = versions.next(itemsOf(structuredClone(hostile)));
      expect(again.every((row, at) => row === first[at])).toBe(true);
      expect(new Set(first.map(({ version }) => version)).size).toBe(first.length);
    });
  });

  it('shows an unfinished event of each kind as something else, or not at all', () => {
    always(hostileContents({ state: false }), (raw) => {
      const [row] = itemsOf(readEvents([raw]).map((one) => ({ event: one }))).filter(
        (item): item is EventItem => 'own' in item,
      );
      if (row)
        expect(['message', 'unsupported', 'undecryptable', 'redacted', 'verification', 'state']).toContain(row.kind);
    });
  });
});

/** What happens to an index. */
type Deed =
  | { readonly deed: 'add'; readonly fixture: EventFixture }
  | { readonly deed: 'redact'; readonly eventId: string }
  | { readonly deed: 'takeBack' }
  | { readonly deed: 'remove'; readonly eventId: string };

const ids = ['$h0', '$h1', '$h2', '$h3', '$h4'];
const fixtures: Arbitrary<readonly EventFixture[]> = received({
  ids,
  targets: ids,
  senders: [mallory, mallory, max, erika],
});
const deeds: Arbitrary<readonly Deed[]> = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fixtures.map((some): readonly Deed[] => some.map((fixture) => ({ deed: 'add', fixture }))),
      },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...ids).map((eventId): readonly Deed[] => [{ deed: 'redact', eventId }]),
      },
      { weight: 1, arbitrary: fc.constant<readonly Deed[]>([{ deed: 'takeBack' }]) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...ids).map((eventId): readonly Deed[] => [{ deed: 'remove', eventId }]),
      },
    ),
    { maxLength: 6 },
  )
  .map((lists) => lists.flat());

const rowsIn = (index: EventIndex, threadId?: string): ReadonlyMap<string, string> =>
  new Map(
    ids.map((id) => {
      const indexed = index.get(id);
      const row = indexed && projectItem(indexed, contextFor(index, threadId === undefined ? {} : { threadId }));
      return [id, JSON.stringify(row) ?? ''];
    }),
  );

describe('the index of events', () => {
  it('has a new revision for each row that looks different', () => {
    always(deeds, (list) => {
      const index = createEventIndex();
      const takeBack: (() => void)[] = [];
      const places = [undefined, '$h0', '$h1'] as const;
      let before = places.map((place) => rowsIn(index, place));
      let revisions = new Map(ids.map((id) => [id, 0]));
      for (const one of list) {
        if (one.deed === 'add') index.add(one.fixture.event, one.fixture.decryption);
        else if (one.deed === 'redact') takeBack.push(index.redact(one.eventId, max));
        else if (one.deed === 'remove') index.remove(one.eventId);
        else takeBack.pop()?.();
        const after = places.map((place) => rowsIn(index, place));
        const next = new Map(ids.map((id) => [id, index.revisionOf(id)]));
        for (const id of ids) {
          const isSame = after.every((rows, at) => rows.get(id) === before[at]!.get(id));
          if (!isSame) expect([id, next.get(id)! > revisions.get(id)!]).toEqual([id, true]);
          expect(next.get(id)).toBeGreaterThanOrEqual(revisions.get(id)!);
        }
        [before, revisions] = [after, next];
      }
    });
  });

  it('knows the same in whichever order events come', () => {
    /** Events of one time have the order in which they came. */
    const apart = (fixture: EventFixture): EventFixture => ({
      ...fixture,
      event: { ...fixture.event, origin_server_ts: 1_000 + ids.indexOf(fixture.event.event_id) },
    });
    const inOrder = (rows: ReadonlyMap<string, string>): readonly (readonly [string, unknown])[] =>
      [...rows].map(([id, row]) => {
        if (row === '') return [id, undefined];
        const item = JSON.parse(row) as { reactions?: { names: string[] }[] };
        for (const one of item.reactions ?? []) one.names.sort();
        return [id, item];
      });
    const shuffled = fixtures.chain((some) =>
      fc.shuffledSubarray([...some], { minLength: some.length }).map((other) => [some, other] as const),
    );
    always(shuffled, ([one, other]) => {
      const rows = [one, other].map((list) => inOrder(rowsIn(indexOf(list.map(apart)))));
      expect(rows[1]).toEqual(rows[0]);
    });
  });
});

describe('the window over what is loaded', () => {
  it('has at most 300 rows, in their order and without a gap', () => {
    const drawn = fc.record({
      count: fc.nat(900),
      oldest: fc.option(fc.nat(1_000), { nil: undefined }),
      newest: fc.option(fc.nat(1_000), { nil: undefined }),
      rowless: fc.integer({ min: 1, max: 5 }),
    });
    always(drawn, ({ count, oldest, newest, rowless }) => {
      const eventIds = Array.from({ length: count }, (_, at) => `$${at}`);
      const window = {
        oldest: oldest === undefined ? undefined : `$${oldest}`,
        newest: newest === undefined ? 'end' : `$${newest}`,
      };
      const hasRow = (id: string): boolean => rowless === 1 || Number(id.slice(1)) % rowless !== 0;
      const cut = cutWindow(eventIds, window, hasRow, maxItems);
      expect(cut.shown.length).toBeLessThanOrEqual(maxItems);
      const rows = eventIds.filter(hasRow);
      expect(rows.slice(cut.hiddenBefore, rows.length - cut.hiddenAfter)).toEqual(cut.shown);
      expect(cut.eventIds.filter(hasRow)).toEqual(cut.shown);
    });
  });
});
