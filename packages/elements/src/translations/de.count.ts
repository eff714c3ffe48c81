/** Numbers in German sentences. */

const plural = new Intl.PluralRules('de');
const digits = new Intl.NumberFormat('de');

export const count = (number: number, one: string, other: string): string =>
  `${digits.format(number)} ${plural.select(number) === 'one' ? one : other}`;
