/**
 * Stores that show the room list of an earlier visit, and those that a drop-in opens for the chats standing open in the page
 * before its elements are registered and ask for them. Each of these goes to the first session that wants the same; what
 * nobody takes is closed.
 */
import { openStore, type RoomList, type Store, type StoreOptions } from '@bundesmessenger/store';
import { mayShow } from '@bundesmessenger/store/remembered-list';
import { takeRememberedList } from './early-lists.ts';
import { withLaterTimelines } from './later-timelines.ts';
import { optionsOfElement } from './session-options.ts';

const early = new Map<string, Store>();

/** @param isReturn see `openWithList` */
export function openEarly(chats: Iterable<Element>, isReturn: boolean): void {
  for (const chat of chats) {
    const options = optionsOfElement(chat);
    if (options) open(options, isReturn);
  }
}

function open(options: StoreOptions, isReturn: boolean): void {
  const key = keyOf(options);
  if (early.has(key)) return;
  try {
    const store = openWithList(options, isReturn);
    early.set(key, store);
    // What a chat asks first.
    store.session.subscribe(() => undefined);
    store.rooms.subscribe(() => undefined);
  } catch {
    // The session that opens it again says what is wrong.
  }
}

/**
 * Opens a store that shows what an earlier visit left until its host has more.
 * @param isReturn whether there probably is something: then the host starts after it, so as not to hold up its painting
 * @throws {BmError} as `openStore`
 */
export function openWithList(options: StoreOptions, isReturn = false): Store {
  const remembered = rememberedFor(options);
  return openStore(options, { remembered, ...(isReturn && { hostAfter: painted(remembered) }) }, withLaterTimelines);
}

async function rememberedFor(options: StoreOptions): Promise<RoomList | undefined> {
  const found = await takeRememberedList(options.name);
  return found && mayShow(options, found) ? found.list : undefined;
}

/** Frames from the list to the last of its rows. */
const framesToPaint = 3;
/** Longest time that the host waits, in milliseconds: a page out of view paints nothing. */
const hostWaitsMs = 250;

async function painted(remembered: Promise<RoomList | undefined>): Promise<void> {
  const tooLate = new Promise<void>((resolve) => setTimeout(resolve, hostWaitsMs));
  const inTime = async (): Promise<void> => {
    const frames = (await remembered) ? framesToPaint : 0;
    for (let frame = 0; frame < frames; frame++) await nextFrame();
  };
  await Promise.race([inTime(), tooLate]);
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/** @returns the store that was opened with these options, once */
export function takeEarlyStore(options: StoreOptions): Store | undefined {
  const key = keyOf(options);
  const store = early.get(key);
  early.delete(key);
  // Whoever wants something else may want it of the same host, which serves one whitelist.
  if (!store) closeUnused();
  return store;
}

export function closeUnused(): void {
  for (const store of early.values()) store.close();
  early.clear();
}

const keyOf = (options: StoreOptions): string => JSON.stringify(options);
