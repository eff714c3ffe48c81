/** Files of messages, loaded and decrypted for rows, and pictures of people and rooms; kept in bounded memory. */
import { BmError, headOf, safeTypeOf, type JsonObject, type Media, type MediaSource } from '@bundesmessenger/core';
import type { Outbox } from '../outbox/outbox.ts';
import type { RoomEvents } from '../timeline/room-events.source.ts';
import type { Timelines } from '../timeline/timelines.source.ts';
import { createBlobCache } from './blob-cache.ts';
import { mediaSourceOf, type MediaVariant } from './media-source.ts';

export interface MediaFiles {
  /** @throws {BmError} MEDIA_UNAVAILABLE, MEDIA_CORRUPT, EVENT_UNKNOWN, OFFLINE, … */
  download(roomId: string, mediaId: string, variant: MediaVariant): Promise<Blob>;
  avatar(url: string, sizePx: number): Promise<Blob>;
  /** Forgets what is in memory, as when the user logs out. */
  clear(): void;
}

/** Pictures of some screens; what is not in it is loaded again. */
const cacheBytes = 64 << 20;
/** How long an event may take to be found and decrypted. */
const eventComesWithinMs = 20_000;
/** Sides that Synapse has at hand; others it would have to make. */
const avatarSizesPx = [32, 96] as const;

export function createMediaFiles(media: Media, timelines: Timelines, outbox: Outbox): MediaFiles {
  const cache = createBlobCache(cacheBytes);
  const running = new Map<string, Promise<Blob>>();

  /** The same file is loaded once, however many rows and pages ask for it. */
  const once = (key: string, load: () => Promise<Blob>): Promise<Blob> => {
    const known = cache.get(key);
    if (known) return Promise.resolve(known);
    const current = running.get(key);
    if (current) return current;
    const loading = load();
    running.set(key, loading);
    // Who has logged out meanwhile leaves nothing here.
    const isWanted = (): boolean => running.get(key) === loading;
    void loading
      .then(
        (blob) => isWanted() && cache.put(key, blob),
        () => undefined,
      )
      .finally(() => isWanted() && running.delete(key));
    return loading;
  };
  // Not by its address alone: another event may name the same one with other keys, or none, and prove nothing of it.
  const load = (source: MediaSource): Promise<Blob> => once(JSON.stringify(source), () => media.download(source));

  return {
    async download(roomId, mediaId, variant) {
      const unsent = await outbox.fileOf(mediaId);
      if (unsent) return withSafeType(unsent);
      const { events, release } = timelines.open(roomId);
      try {
        const content = await contentOf(events, mediaId);
        const source = mediaSourceOf(content, variant);
        if (!source) throw new BmError('MEDIA_UNAVAILABLE', 'the event names no such file');
        return await load(source);
      } finally {
        release();
      }
    },
    avatar: (url, sizePx) => {
      const size = avatarSizesPx.find((known) => known >= sizePx) ?? avatarSizesPx.at(-1)!;
      return once(`${url} ${size}`, () => media.avatar(url, size));
    },
    clear() {
      cache.clear();
      running.clear();
    },
  };
}

/** The content of the event that a row's key names, as its last edit has it. @throws {BmError} EVENT_UNKNOWN */
async function contentOf(events: RoomEvents, mediaId: string): Promise<JsonObject> {
  const found = (): JsonObject | BmError | undefined => {
    const eventId = mediaId.startsWith('$') ? mediaId : events.eventIdOf(mediaId);
    if (eventId === undefined) return undefined;
    if (mediaId.startsWith('$')) {
      events.lookFor(eventId);
      const isNone = !events.index.get(eventId) && !events.isLookedFor(eventId);
      if (isNone) return new BmError('EVENT_UNKNOWN', 'the server does not have the message');
    }
    const { clearness } = events.index.get(eventId) ?? {};
    const edit = events.index.editOf(eventId)?.clearness;
    const next = edit?.status === 'clear' ? (edit.content['m.new_content'] as JsonObject) : undefined;
    if (next && mediaSourceOf(next, 'file')) return next;
    if (clearness?.status === 'redacted') return new BmError('EVENT_UNKNOWN', 'the message was deleted');
    return clearness?.status === 'clear' ? clearness.content : undefined;
  };
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const content = found();
      if (!content) return;
      end();
      if (content instanceof BmError) reject(content);
      else resolve(content);
    };
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    const timer = setTimeout(() => {
      end();
      reject(new BmError('EVENT_UNKNOWN', 'the message of the file is not there, or cannot be read'));
    }, eventComesWithinMs);
    const stop = events.onChange(check);
    check();
  });
}

async function withSafeType(bytes: Blob): Promise<Blob> {
  return new Blob([bytes], { type: safeTypeOf(await headOf(bytes)) });
}
