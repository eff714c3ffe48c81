/** Points in time as people read them, by `Intl` only. */

const dayMs = 86_400_000;
/** As far as dates go (ECMAScript "Time Values"). */
const latestMs = 8.64e15;
/** One object for each kind and time zone, made once: making a format costs milliseconds, and rows ask for hundreds. */
const kinds = {
  clock: { timeStyle: 'short' },
  full: { dateStyle: 'long', timeStyle: 'short' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  dayOfYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  weekday: { weekday: 'short' },
  date: { day: '2-digit', month: '2-digit', year: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

function format(locale: string, kind: keyof typeof kinds): Intl.DateTimeFormat {
  // A format keeps the time zone that it was made in.
  const key = `${locale} ${kind} ${new Date().getTimezoneOffset()}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, kinds[kind]);
    formats.set(key, made);
  }
  return made;
}

/** What a hostile server or clock says may be no point in time at all. @returns the nearest one there is */
export function pointInTime(ts: number): number {
  return Number.isFinite(ts) ? Math.max(-latestMs, Math.min(latestMs, ts)) : 0;
}

/** "10:42" */
export function clockTime(ts: number, locale: string): string {
  return format(locale, 'clock').format(pointInTime(ts));
}

/** "20. November 2026 um 10:42", for names that assistive technology reads. */
export function fullTime(ts: number, locale: string): string {
  return format(locale, 'full').format(pointInTime(ts));
}

/** "Heute", "Gestern", "Montag, 16. November", "16. November 2025": a heading over the messages of a day. */
export function dayName(day: string, locale: string, now = Date.now()): string {
  // Noon keeps clear of the hours that daylight saving moves.
  const date = new Date(`${day}T12:00`);
  const today = new Date(now);
  const age = daysBetween(date, today);
  if (age === 0 || age === 1) return relativeDay(-age, locale);
  const sameYear = date.getFullYear() === today.getFullYear();
  return format(locale, sameYear ? 'day' : 'dayOfYear').format(date);
}

/** As short as a list needs it: time of today, "Gestern", weekday within a week, else the date. */
export function listTime(time: number, locale: string, now = Date.now()): string {
  const ts = pointInTime(time);
  const age = daysBetween(new Date(ts), new Date(now));
  if (age <= 0) return clockTime(ts, locale);
  if (age === 1) return relativeDay(-1, locale);
  if (age < 7) return format(locale, 'weekday').format(ts);
  return format(locale, 'date').format(ts);
}

function daysBetween(earlier: Date, later: Date): number {
  const start = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((start(later) - start(earlier)) / dayMs);
}

function relativeDay(days: number, locale: string): string {
  const format = relativeFormats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  relativeFormats.set(locale, format);
  const name = format.format(days, 'day');
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}
