/** Which rows follow each other as one group of bubbles. Pure. */
import type { TimelineItem } from '@bundesmessenger/store';
import type { Bubble } from '../message/message-view.ts';

/** Messages of one person further apart than this start a new group, in milliseconds. */
const groupMs = 5 * 60_000;

export interface Row {
  readonly key: string;
  readonly item: TimelineItem;
  /** The name of a day stands above whatever is the first of that day, and the mark above whatever is unread. */
  readonly floats: boolean;
  /** The first bubble of a group shows who sent it. */
  readonly startsGroup: boolean;
  /** The last bubble of a group has the corner that points to its sender. */
  readonly endsGroup: boolean;
  /** The last of a run of messages that cannot be read because this device is locked: there the run offers a way out. */
  readonly endsLocked: boolean;
}

const otherKinds: ReadonlySet<string> = new Set<Exclude<TimelineItem['kind'], Bubble['kind']>>([
  'dateDivider',
  'readMarker',
  'state',
  'verification',
]);

export function isBubble(item: TimelineItem | undefined): item is Bubble {
  return item !== undefined && !otherKinds.has(item.kind);
}

/** Whether arrow keys stop at the row. */
export function isStop(item: TimelineItem): boolean {
  return item.kind !== 'dateDivider' && item.kind !== 'readMarker';
}

export function toRows(items: readonly TimelineItem[]): readonly Row[] {
  const ends = endsOfLockedRuns(items);
  return items.map((item, at) => ({
    key: item.key,
    item,
    floats: !isStop(item),
    startsGroup: !belongTogether(items[at - 1], item),
    endsGroup: !belongTogether(item, items[at + 1]),
    endsLocked: ends.has(item),
  }));
}

/** Only a message that can be read ends a run: days, changes of the room and what was deleted may stand in between. */
function endsOfLockedRuns(items: readonly TimelineItem[]): ReadonlySet<TimelineItem> {
  const messages = items.filter((item) => item.kind === 'message' || isLocked(item));
  return new Set(messages.filter((item, at) => isLocked(item) && !isLocked(messages[at + 1])));
}

function isLocked(item: TimelineItem | undefined): boolean {
  return item?.kind === 'undecryptable' && (item.cause === 'backupLocked' || item.cause === 'withheldUnverified');
}

function belongTogether(earlier: TimelineItem | undefined, later: TimelineItem | undefined): boolean {
  return (
    isBubble(earlier) &&
    isBubble(later) &&
    earlier.sender.userId === later.sender.userId &&
    later.originServerTs - earlier.originServerTs < groupMs
  );
}
