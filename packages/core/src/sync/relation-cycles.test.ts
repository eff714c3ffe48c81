import { describe, expect, it } from 'vitest';
import type { ClientEvent } from './client-event.ts';
import { stripRelationCycles } from './relation-cycles.ts';
import { ids, message } from './testing/events.ts';

const relating = (id: string, relation: object): ClientEvent =>
  message(id, { content: { body: id, 'm.relates_to': relation } });
const edit = (id: string, of: string) => relating(id, { rel_type: 'm.replace', event_id: `$${of}` });
const reply = (id: string, to: string) => relating(id, { 'm.in_reply_to': { event_id: `$${to}` } });
const related = (events: readonly ClientEvent[]) =>
  ids(stripRelationCycles(events).filter(({ content }) => 'm.relates_to' in content));

describe('stripRelationCycles', () => {
  it('takes the relation from an event that relates to itself, and keeps its text (U4)', () => {
    const [event] = stripRelationCycles([edit('a', 'a')]);
    expect(event!.content).toEqual({ body: 'a' });
  });

  it('takes it from all events of a circle, of whatever relations it is made (U4)', () => {
    expect(related([edit('a', 'b'), reply('b', 'c'), reply('c', 'a')])).toEqual([]);
  });

  it('keeps the relations of events beside a circle', () => {
    const events = [edit('a', 'b'), edit('b', 'a'), reply('beside', 'outside'), reply('to', 'a'), message('plain')];
    expect(related(events)).toEqual(['beside', 'to']);
  });

  it('keeps chains, trees and events that come before what they relate to', () => {
    expect(related([reply('a', 'b'), message('b'), reply('c', 'b'), reply('d', 'c')])).toEqual(['a', 'c', 'd']);
  });

  it('keeps order and number', () => {
    expect(ids(stripRelationCycles([edit('a', 'a'), message('b'), edit('c', 'c')]))).toEqual(['a', 'b', 'c']);
  });

  it('leaves events alone whose relation is none', () => {
    const events = [relating('a', { event_id: 5 }), message('b', { content: { 'm.relates_to': 'x' } })];
    expect(stripRelationCycles(events)).toEqual(events);
  });

  it('takes ten thousand reactions to one event, and a chain of ten thousand replies', () => {
    const reactions = Array.from({ length: 10_000 }, (_, index) =>
      relating(`r${index}`, { rel_type: 'm.annotation', event_id: '$base', key: 'x' }),
    );
    const chain = Array.from({ length: 10_000 }, (_, index) => reply(`c${index}`, `c${index - 1}`));
    expect(related([message('base'), ...reactions, ...chain])).toHaveLength(20_000);
  });
});
