/**
 * Finds events that relate to themselves, alone or in a circle, and takes the relation from them. Pure. Honest event ids are
 * hashes, so only a lying server makes such a circle; whoever follows relations would go round for ever.
 */
import type { ClientEvent, JsonObject } from './client-event.ts';

/** The events in their order; only those in a circle are copies, without `m.relates_to`. */
export function stripRelationCycles(events: readonly ClientEvent[]): ClientEvent[] {
  const targets = new Map(events.map((event) => [event.event_id, relationTargets(event.content)]));
  if (![...targets.values()].some((ids) => ids.some((id) => targets.has(id)))) return [...events];
  const sources = new Map<string, string[]>();
  for (const [id, ids] of targets) {
    for (const target of ids) {
      const known = sources.get(target);
      if (known) known.push(id);
      else sources.set(target, [id]);
    }
  }
  // What leads nowhere is in no circle, and neither is what nothing leads to.
  const left = new Set(targets.keys());
  peel(left, targets, sources);
  peel(left, sources, targets);
  return events.map((event) => (left.has(event.event_id) ? withoutRelation(event) : event));
}

type Edges = ReadonlyMap<string, readonly string[]>;

/** Removes, until nothing changes, each id without an edge to another one that is left. */
function peel(left: Set<string>, forward: Edges, backward: Edges): void {
  const queue = [...left];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (!left.has(id) || forward.get(id)?.some((next) => left.has(next))) continue;
    left.delete(id);
    queue.push(...(backward.get(id) ?? []).filter((previous) => left.has(previous)));
  }
}

function relationTargets(content: JsonObject): string[] {
  const relation = content['m.relates_to'];
  if (typeof relation !== 'object' || relation === null) return [];
  const { event_id, 'm.in_reply_to': reply } = relation as JsonObject;
  const replied = typeof reply === 'object' && reply !== null ? (reply as JsonObject).event_id : undefined;
  return [event_id, replied].filter((id) => typeof id === 'string');
}

function withoutRelation(event: ClientEvent): ClientEvent {
  const { 'm.relates_to': _, ...content } = event.content;
  return { ...event, content };
}
