import { describe, expect, it } from 'vitest';
import { ids, message, messages, stateEvent } from '../sync/testing/events.ts';
import { emptyTimeline, extendTimeline, trimTimeline } from './room-timeline.ts';
import type { LiveTimeline } from './rooms.ts';

const update = (text: string, more: object = {}) => ({
  timeline: messages(...text.split(' ').filter(Boolean)),
  limited: false,
  initial: false,
  prevBatch: 'fresh',
  ...more,
});
const live = (text: string): LiveTimeline => extendTimeline(emptyTimeline, update(text, { prevBatch: 'first' }));
const shown = ({ events }: LiveTimeline) => ids(events).join(' ');

describe('extendTimeline', () => {
  it('begins with what the first answer brings', () => {
    expect(live('a b')).toMatchObject({ before: { token: 'first' }, generation: 0 });
    expect(extendTimeline(emptyTimeline, update('a', { prevBatch: undefined })).before).toBe('start');
  });

  it('adds what is new behind what is known', () => {
    const next = extendTimeline(live('a b'), update('c d'));
    expect([shown(next), next.before, next.generation]).toEqual(['a b c d', { token: 'first' }, 0]);
  });

  it('takes each event once', () => {
    expect(shown(extendTimeline(live('a b c'), update('b c d', { limited: true })))).toBe('a b c d');
  });

  it('opens a gap where a limited answer shares nothing with what is known', () => {
    const next = extendTimeline(live('a b'), update('x y', { limited: true }));
    expect([shown(next), next.before, next.generation]).toEqual(['x y', { token: 'fresh' }, 1]);
  });

  it('opens a gap where a limited answer brings no event at all', () => {
    expect(extendTimeline(live('a'), update('', { limited: true }))).toEqual({
      events: [],
      before: { token: 'fresh' },
      generation: 1,
    });
  });

  it('joins an expanded timeline in front of what is known', () => {
    const next = extendTimeline(live('c'), update('a b c', { limited: true }));
    expect([shown(next), next.before, next.generation]).toEqual(['a b c', { token: 'fresh' }, 0]);
  });

  it('keeps what a room told from scratch still shares with what is known', () => {
    expect(extendTimeline(live('a b'), update('b c', { initial: true })).generation).toBe(0);
    expect(extendTimeline(live('a b'), update('x', { initial: true })).generation).toBe(1);
  });

  it('is the same object where nothing is new', () => {
    const known = live('a b');
    expect(extendTimeline(known, update(''))).toBe(known);
    expect(extendTimeline(known, update('b', { limited: true }))).toBe(known);
  });
});

describe('trimTimeline', () => {
  it('lets the oldest events go, and with them the way back', () => {
    const trimmed = trimTimeline(live('a b c'), 2);
    expect([shown(trimmed), trimmed.before, trimmed.generation]).toEqual(['b c', 'unknown', 0]);
  });

  it('leaves a short timeline as it is', () => {
    const known = live('a b');
    expect(trimTimeline(known, 2)).toBe(known);
  });

  const relation = (type: string, id: string) =>
    message(id, { type: 'm.reaction', content: { 'm.relates_to': { rel_type: type, event_id: '$a', key: id } } });
  const storm = (count: number, make: (id: string) => ReturnType<typeof message>): LiveTimeline => ({
    ...emptyTimeline,
    events: [...messages('a', 'b'), ...Array.from({ length: count }, (_, at) => make(`r${at}`)), ...messages('c')],
  });

  it.each(['m.annotation', 'm.replace', 'm.reference'])('lets no message go for what refers to it (%s)', (type) => {
    const flooded = storm(30, (id) => relation(type, id));
    expect(trimTimeline(flooded, 3)).toBe(flooded);
    expect(ids(trimTimeline(flooded, 2).events).slice(0, 2)).toEqual(['b', 'r0']);
  });

  it('counts redactions as what refers to others', () => {
    const flooded = storm(30, (id) => message(id, { type: 'm.room.redaction', content: { redacts: '$a' } }));
    expect(trimTimeline(flooded, 3)).toBe(flooded);
  });

  it('keeps fifteen of them for each message at most, and no gap', () => {
    const trimmed = trimTimeline(
      storm(60, (id) => relation('m.annotation', id)),
      3,
    );
    expect([trimmed.events.length, trimmed.before]).toEqual([46, 'unknown']);
    expect([ids(trimmed.events)[0], ids(trimmed.events).at(-1)]).toEqual(['r15', 'c']);
  });

  it.each([
    ['a thread', message('t', { content: { 'm.relates_to': { rel_type: 'm.thread', event_id: '$a' } } })],
    ['a state event', stateEvent('m.room.topic', '', { 'm.relates_to': { rel_type: 'm.annotation' } })],
    ['a relation of another form', message('t', { content: { 'm.relates_to': 'm.annotation' } })],
  ])('counts %s as a message', (_, event) => {
    const timeline = { ...emptyTimeline, events: [...messages('a', 'b'), event] };
    expect(trimTimeline(timeline, 2).events).toHaveLength(2);
  });
});
