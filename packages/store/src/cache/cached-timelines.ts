/** Timelines and the cache: which part of one is kept, and how one waits for what an earlier session has kept. */
import type { Readable } from '@bundesmessenger/core/readable';
import { writable } from '@bundesmessenger/core/readable';
import type { Sender, Timeline, TimelineItem } from '../timeline/timeline.ts';
import type { SnapshotCache } from './snapshot-cache.ts';

/** Rows that are kept: more than a screen. */
const keptItems = 40;

const nameOf = (roomId: string): string => `timeline:${roomId}`;

export function storedTimeline(cache: SnapshotCache, roomId: string): Timeline | undefined {
  return cache.get<Timeline>(nameOf(roomId));
}

/** Whether somebody has written or read in it, or is quoted, who is ignored. What changed the room counts for everybody. */
export function showsIgnored({ items }: Timeline, ignored: ReadonlySet<string>): boolean {
  const isIgnored = (person?: Sender): boolean => ignored.has(person?.userId ?? '');
  return items.some((item) => {
    if (!('sender' in item)) return false;
    const { readBy = [] } = item;
    const said = 'replyTo' in item && item.replyTo?.status === 'ready' ? item.replyTo.sender : undefined;
    const answered = 'thread' in item ? item.thread?.latest?.sender : undefined;
    return [...(item.kind === 'state' ? [] : [item.sender]), ...readBy, said, answered].some(isIgnored);
  });
}

/** Removes what shows somebody who is ignored from now on. */
export function forgetIgnored(cache: Pick<SnapshotCache, 'forget'>, ignored: ReadonlySet<string>): void {
  if (ignored.size === 0) return;
  const isTimeline = (name: string): boolean => name.startsWith(nameOf(''));
  void cache.forget((value, name) => isTimeline(name) && showsIgnored(value as Timeline, ignored));
}

/** The end of a timeline without what is on its way, which the outbox keeps. `undefined` where there is nothing to keep. */
export function timelineToStore({ status, stale, atStart, atEnd, items }: Timeline): Timeline | undefined {
  if (status !== 'ready' || stale || !atEnd) return undefined;
  const arrived = items.filter(hasArrived);
  const kept = arrived.slice(-keptItems);
  return kept.length === 0
    ? undefined
    : { status, atStart: atStart && kept.length === arrived.length, atEnd, items: kept };
}

function hasArrived(item: TimelineItem): boolean {
  return !('send' in item) || item.send.status === 'sent';
}

/**
 * The timeline of a room, kept as it changes. Begins once the cache is loaded, so that the first thing shown is what was
 * seen last.
 */
export function cachedTimeline(
  source: Readable<Timeline>,
  {
    cache,
    isLoaded,
    roomId,
  }: { readonly cache: SnapshotCache; readonly isLoaded: Readable<boolean>; readonly roomId: string },
): Readable<Timeline> {
  const timeline = writable<Timeline>(source.get(), () => {
    let stop: (() => void) | undefined;
    let listens = true;
    const begin = (): void => {
      stop ??= source.subscribe((snapshot) => {
        timeline.set(snapshot);
        cache.keep(nameOf(roomId), () => timelineToStore(snapshot));
      });
    };
    const stopWaiting = isLoaded.subscribe((loaded) => {
      if (loaded && listens) begin();
    });
    return () => {
      listens = false;
      stopWaiting();
      stop?.();
    };
  });
  return { subscribe: timeline.subscribe, get: () => source.get() };
}
