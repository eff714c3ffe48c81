/** Events as tests write them, and their way through index and projection. For the tests of this package. */
import type { ClientEvent, Decryption, JsonObject } from '@bundesmessenger/core/types';
import { createEventIndex, type EventIndex } from '../timeline/event-index.ts';
import { projectItem, type EventItem, type ItemContext, type ProjectedItem } from '../timeline/project-item.ts';
import { projectTimeline, type TimelineInput } from '../timeline/project-timeline.ts';

export const erika = '@erika:server.example';
export const max = '@max:server.example';
/** 2026-03-01T12:00:00Z */
export const noon = 1_772_366_400_000;

export interface EventFixture {
  readonly event: ClientEvent;
  readonly decryption?: Decryption;
}

interface EventChange extends Partial<ClientEvent> {
  /** How it came. @default encrypted, unless it has a state key */
  readonly clear?: boolean;
  readonly shield?: Extract<Decryption, { status: 'decrypted' }>['shield'];
  readonly decryption?: Decryption;
}

/** Of four digits, so that ids sort as they were made. */
let count = 1_000;

/** A decrypted text message of somebody else, unless told otherwise. What relates to others stays in clear. */
export function event(change: EventChange = {}): EventFixture {
  const { clear = change.state_key !== undefined, shield = 'none', decryption, ...fields } = change;
  const full: ClientEvent = {
    event_id: `$${++count}`,
    type: 'm.room.message',
    sender: max,
    origin_server_ts: noon,
    content: { msgtype: 'm.text', body: 'Guten Tag' },
    ...fields,
  };
  if (clear) return { event: full };
  const { 'm.relates_to': relates } = full.content;
  return {
    event: {
      ...full,
      type: 'm.room.encrypted',
      content: { algorithm: 'm.megolm.v1.aes-sha2', ...(relates !== undefined && { 'm.relates_to': relates }) },
    },
    decryption: decryption ?? { status: 'decrypted', type: full.type, content: full.content, shield },
  };
}

export const text = (body: string, more: JsonObject = {}): JsonObject => ({ msgtype: 'm.text', body, ...more });

/** The replacement of an event by its own sender, as it came itself. */
export function edit(
  { event: original, decryption }: EventFixture,
  body: string,
  change: EventChange = {},
): EventFixture {
  return event({
    sender: original.sender,
    clear: decryption === undefined,
    origin_server_ts: original.origin_server_ts + 1,
    content: {
      ...text(`* ${body}`),
      'm.new_content': text(body),
      'm.relates_to': { rel_type: 'm.replace', event_id: original.event_id },
    },
    ...change,
  });
}

export function reaction(target: EventFixture, key: string, change: EventChange = {}): EventFixture {
  return event({
    type: 'm.reaction',
    clear: true,
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: target.event.event_id, key } },
    ...change,
  });
}

export function inThread(root: EventFixture, body: string, change: EventChange = {}): EventFixture {
  return event({
    content: text(body, { 'm.relates_to': { rel_type: 'm.thread', event_id: root.event.event_id } }),
    ...change,
  });
}

export function indexOf(fixtures: readonly EventFixture[]): EventIndex {
  const index = createEventIndex();
  for (const fixture of fixtures) index.add(fixture.event, fixture.decryption);
  return index;
}

export type ContextChange = Partial<Omit<ItemContext, 'index'>>;

export function contextFor(index: EventIndex, change: ContextChange = {}): ItemContext {
  return {
    userId: erika,
    index,
    encrypted: true,
    senderOf: (userId) => ({ userId, displayName: userId === max ? 'Max' : userId === erika ? 'Erika' : userId }),
    mayRedact: () => false,
    mayNotifyRoom: () => false,
    keyOf: () => undefined,
    sendStateOf: () => undefined,
    threadUnreadOf: () => ({ count: 0, highlights: 0 }),
    isLookedFor: () => false,
    ...change,
  };
}

/** The rows of events, without dividers. */
export function rowsOf(fixtures: readonly EventFixture[], change: ContextChange = {}): readonly EventItem[] {
  const index = indexOf(fixtures);
  const context = contextFor(index, change);
  return fixtures.flatMap((fixture) => projectItem(index.get(fixture.event.event_id)!, context) ?? []);
}

const utcDay = (timestampMs: number): string =>
  Math.abs(timestampMs) <= 8.64e15 ? new Date(timestampMs).toISOString().slice(0, 10) : '1970-01-01';

/** Everything a timeline of these events shows. */
export function itemsOf(
  fixtures: readonly EventFixture[],
  input: Partial<TimelineInput> = {},
  change: ContextChange = {},
): readonly ProjectedItem[] {
  const index = indexOf(fixtures);
  const context = contextFor(index, change);
  return projectTimeline({
    eventIds: fixtures.map((fixture) => fixture.event.event_id),
    rowOf: (eventId) => projectItem(index.get(eventId)!, context),
    readers: new Map(),
    fullyRead: undefined,
    dayOf: utcDay,
    ...input,
  });
}

export const bodyOf = (item: ProjectedItem | undefined): string | undefined =>
  item?.kind === 'message' ? item.content.body : undefined;
