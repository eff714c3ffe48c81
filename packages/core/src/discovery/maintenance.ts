/**
 * What an operator of BundesMessenger announces at `/_matrix/cmaintenance`: which entries hold, and what of them is to be
 * told at a moment. Pure. The answer is hostile until read; an entry that cannot be understood is left out.
 */
import { isObject } from '../whitelist/strict-json.ts';

/** One announced time, cleaned. Times are in milliseconds since 1970. */
export interface Downtime {
  /** `message`: only `description` is to be shown. `maintenance`: a sentence of the elements, and `description` below. */
  readonly kind: 'maintenance' | 'message';
  /** From when on to tell. */
  readonly announcedAtMs: number;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** The client makes no request meanwhile, not even to log in. */
  readonly blocking: boolean;
  /** The operator's own words: plain text, to be shown as text only. */
  readonly description?: string;
}

/** What is to be told now. */
export type Maintenance =
  /** Nothing. */
  | { readonly status: 'none' }
  /** It is to come. */
  | (Downtime & { readonly status: 'announced' })
  /** It is under way. With `blocking` nothing can be sent or fetched until it ends. */
  | (Downtime & { readonly status: 'running' });

/** Real answers have a few hundred bytes. */
export const maxMaintenanceBytes = 65_536;
/** More than anybody reads; bounds the work. */
const maxDowntimes = 32;
/** About a screen of text. */
const maxDescriptionCharacters = 1_000;

const minuteMs = 60_000;
/** ISO 8601 with a time zone, as the chart demands: `2026-12-23T12:00:00+01:00`, with or without seconds and separators. */
const timestamp =
  /^(\d{4})-?(\d\d)-?(\d\d)[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/;
// eslint-disable-next-line no-control-regex -- control characters are what is taken out; line breaks stay
const controlCharacters = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The announced times, in order. Empty for any answer that holds none: HTML, 404, another shape. */
export function readDowntimes(body: string): readonly Downtime[] {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return [];
  }
  const entries = isObject(answer) && Array.isArray(answer['downtime']) ? (answer['downtime'] as unknown[]) : [];
  return entries
    .slice(0, maxDowntimes)
    .map(readDowntime)
    .filter((entry) => entry !== undefined)
    .sort((one, other) => one.startsAtMs - other.startsAtMs);
}

function readDowntime(entry: unknown): Downtime | undefined {
  if (!isObject(entry)) return undefined;
  const startsAtMs = readTimestamp(entry['start_time']);
  const endsAtMs = readTimestamp(entry['end_time']);
  if (startsAtMs === undefined || endsAtMs === undefined || endsAtMs <= startsAtMs) return undefined;
  const description = readDescription(entry['description']);
  const blocking = entry['blocking'] === true;
  const isMessage = entry['type'] === 'ADHOC_MESSAGE';
  if (isMessage && description === undefined && !blocking) return undefined; // there is nothing to say
  return {
    kind: isMessage && description !== undefined ? 'message' : 'maintenance',
    announcedAtMs: Math.min(readTimestamp(entry['warning_start_time']) ?? startsAtMs, startsAtMs),
    startsAtMs,
    endsAtMs,
    blocking,
    ...(description !== undefined && { description }),
  };
}

/** Milliseconds since 1970. Without a time zone a time says nothing. */
function readTimestamp(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? timestamp.exec(text.trim()) : null;
  if (!parts) return undefined;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number) as [number, number, number, number, number];
  const second = Number(parts[6] ?? 0);
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  // `Date.UTC` makes the 3rd of March of the 31st of February.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCMonth() !== month - 1) return undefined;
  const [hours, minutes] = [Number(parts[8] ?? 0), Number(parts[9] ?? 0)];
  if (hours > 14 || minutes > 59) return undefined; // UTC+14 is the furthest there is
  const offsetMs = (hours * 60 + minutes) * minuteMs;
  return parts[7] === '-' ? utc + offsetMs : utc - offsetMs;
}

function readDescription(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const clean = text.replace(/\r\n?/g, '\n').replace(controlCharacters, '').trim();
  return clean === '' ? undefined : clean.slice(0, maxDescriptionCharacters);
}

/** What matters most: what blocks, then what runs, then what comes first. */
export function maintenanceAt(downtimes: readonly Downtime[], nowMs: number): Maintenance {
  const running = downtimes.filter(({ startsAtMs, endsAtMs }) => startsAtMs <= nowMs && nowMs < endsAtMs);
  const now = running.find(({ blocking }) => blocking) ?? running[0];
  if (now) return { status: 'running', ...now };
  const next = downtimes.find(({ announcedAtMs, startsAtMs }) => announcedAtMs <= nowMs && nowMs < startsAtMs);
  return next ? { status: 'announced', ...next } : { status: 'none' };
}

/** When `maintenanceAt` next says something else, by these announcements alone. */
export function nextChangeMs(downtimes: readonly Downtime[], nowMs: number): number | undefined {
  const later = downtimes
    .flatMap(({ announcedAtMs, startsAtMs, endsAtMs }) => [announcedAtMs, startsAtMs, endsAtMs])
    .filter((timeMs) => timeMs > nowMs);
  return later.length > 0 ? Math.min(...later) : undefined;
}
