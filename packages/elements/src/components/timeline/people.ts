/** The people whom a timeline knows by name: everybody who appears in it. */
import type { Timeline, TimelineItem } from '@bundesmessenger/store';
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
  return [...(item.readBy ?? []), item.sender].map(({ userId, displayName }) => [userId, displayName]);
}
