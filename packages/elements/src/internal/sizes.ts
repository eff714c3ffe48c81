/** Sizes, durations and shares as people read them, by `Intl` only. */

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
/** As the unit symbols of `Intl` mean it. */
const step = 1_000;

/** "1,2 MB" */
export function fileSize(bytes: number, locale: string): string {
  const power = bytes < step ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(step)));
  const value = bytes / step ** power;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

/** "1:05" */
export function clockDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/u, '');
}

/** "40 %". @param share 0 to 1 */
export function percentage(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
