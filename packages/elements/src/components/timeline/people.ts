/** The people whom a timeline knows by name: everybody who appears in it, or of whom it tells. */
import type { Sender, Timeline, TimelineItem } from '@bundesmessenger/store';
import type { MessagePeople } from '../../internal/rich-text/message-nodes.ts';

/** Looked up by few rows: made only when one of them asks. */
export function peopleOf(timeline: Timeline | undefined, ownUserId: string | undefined): MessagePeople {
  let names: Map<string, string> | undefined;
  return {
    ownUserId,
    nameOf: (userId) => (names ??= new Map((timeline?.items ?? []).flatMap(namesIn))).get(userId),
  };
}

function namesIn(item: TimelineItem): readonly (readonly [string, string])[] {
  if (item.kind === 'dateDivider' || item.kind === 'readMarker') return [];
  const people = [...(item.readBy ?? []), ...toldOf(item), item.sender];
  return people.map(({ userId, displayName }) => [userId, displayName]);
}

/** Whom a row is about. Whom a message answers or mentions has often written none of the rows that are here, above all in a thread. */
function toldOf(item: Exclude<TimelineItem, { kind: 'dateDivider' | 'readMarker' }>): readonly Sender[] {
  if (item.kind === 'verification') return [item.asked];
  if (item.kind === 'state') return 'target' in item.change ? [item.change.target] : [];
  const mentioned = (item.kind === 'message' && item.mentioned) || [];
  return item.replyTo?.status === 'ready' ? [...mentioned, item.replyTo.sender] : mentioned;
}
