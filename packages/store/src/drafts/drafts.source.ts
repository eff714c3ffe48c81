/** What somebody has begun to write, by room and thread: shared by all pages, kept until it is sent or thrown away. */
import { BmError, type Session } from '@bundesmessenger/core';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import { isText, objectIn } from '../timeline/json.ts';
import { maxMentions } from '../timeline/message-content.ts';
import type { Draft } from '../timeline/timeline-topics.ts';

export interface Drafts {
  of(roomId: string, threadId?: string): Readable<Draft | null>;
  /**
   * Shown at once; resolves when it would survive the browser. An empty one is deleted only `after` what it has become is
   * kept: whatever ends the browser, either the draft or the message is there.
   * @throws {BmError} MESSAGE_INVALID, STORE_FULL, STORE_LOST
   */
  set(roomId: string, threadId: string | undefined, draft: Draft | null, after?: Promise<void>): Promise<void>;
  /** Forgets what is in memory, as when the user logs out. */
  clear(): void;
  /** Somebody has logged in: reads for who looks on what is kept. */
  restore(): void;
}

const prefix = 'draft:';
/** What may be sent in one message may also be begun, in UTF-16 units. */
const maxLength = 32_768;

interface Entry {
  readonly value: Writable<Draft | null>;
  /** Read from the storage once for each login, unless something is set before. */
  loaded: boolean;
  /** The last write: a record is written in the order its changes came. */
  written: Promise<void>;
  waiting: boolean;
  /** Of the last change: what has to be kept before an empty draft is deleted. */
  after: Promise<void>;
}

export function createDrafts(storage: Pick<Session['storage'], 'get' | 'set' | 'delete'>): Drafts {
  const entries = new Map<string, Entry>();
  /** Counts log-outs, so that what was read before one is not shown after it. */
  let life = 0;
  const keyOf = (roomId: string, threadId = ''): string => `${prefix}${roomId} ${threadId}`;

  const load = async (key: string, entry: Entry): Promise<void> => {
    if (entry.loaded) return;
    const before = life;
    const draft = readDraft(await storage.get(key).catch(() => undefined));
    if (entry.loaded || life !== before) return;
    entry.loaded = true;
    entry.value.set(draft);
  };
  const entryOf = (key: string): Entry => {
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = {
      value: writable<Draft | null>(null, () => {
        void load(key, entry);
        return () => undefined;
      }),
      loaded: false,
      written: Promise.resolve(),
      waiting: false,
      after: Promise.resolve(),
    };
    entries.set(key, entry);
    return entry;
  };
  /** What was typed while a write was under way is written once, as it is then. */
  const write = (key: string, entry: Entry): Promise<void> => {
    if (entry.waiting) return entry.written;
    entry.waiting = true;
    const next = entry.written
      .catch(() => undefined)
      .then(async () => {
        if (!entry.value.get()) await entry.after;
        entry.waiting = false;
        const draft = entry.value.get();
        if (!entry.loaded) return; // nobody is logged in any more
        return draft ? storage.set(key, draft) : storage.delete(key);
      });
    entry.written = next;
    return next;
  };

  return {
    of: (roomId, threadId) => entryOf(keyOf(roomId, threadId)).value,
    async set(roomId, threadId, draft, after = Promise.resolve()) {
      if (draft && !readDraft(draft)) throw new BmError('MESSAGE_INVALID', 'a draft is text of limited length');
      const key = keyOf(roomId, threadId);
      const entry = entryOf(key);
      entry.loaded = true;
      const isEmpty = !draft || (draft.body === '' && draft.replyTo === undefined && draft.editOf === undefined);
      entry.value.set(isEmpty ? null : readDraft(draft));
      entry.after = after;
      await write(key, entry);
    },
    clear() {
      life++;
      for (const entry of entries.values()) {
        entry.loaded = false;
        entry.value.set(null);
      }
    },
    restore() {
      for (const [key, entry] of entries) void load(key, entry);
    },
  };
}

/** Known fields only; records outlive versions of this code. */
function readDraft(value: unknown): Draft | null {
  const { body, mentions, replyTo, editOf, before } = objectIn(value);
  if (typeof body !== 'string' || body.length > maxLength) return null;
  const begun = typeof editOf === 'string' && objectIn(before).editOf === undefined ? readDraft(before) : null;
  const named = readMentions(mentions);
  return {
    body,
    ...(named.length > 0 && { mentions: named }),
    ...(typeof replyTo === 'string' && { replyTo }),
    ...(typeof editOf === 'string' && { editOf }),
    ...(begun && { before: begun }),
  };
}

function readMentions(value: unknown): NonNullable<Draft['mentions']> {
  const given: readonly unknown[] = Array.isArray(value) ? value.slice(0, maxMentions) : [];
  return given.flatMap((mention) => {
    const { userId, name } = objectIn(mention);
    return isText(userId) && isText(name) ? [{ userId, name }] : [];
  });
}
