/** Numbers in sentences. What `Intl` needs for it is made with the first sentence: it costs milliseconds, and the list of rooms waits. */

/** A number with its noun in the plural form that it takes. */
export type Count = (number: number, one: string, other: string) => string;

/** Numbers below are written alike in all languages here. */
const firstGrouped = 1_000;

export function countIn(locale: string): Count {
  let digits: Intl.NumberFormat | undefined;
  let plural: Intl.PluralRules | undefined;
  return (number, one, other) => {
    const written =
      Number.isInteger(number) && number >= 0 && number < firstGrouped
        ? String(number)
        : (digits ??= new Intl.NumberFormat(locale)).format(number);
    return `${written} ${(plural ??= new Intl.PluralRules(locale)).select(number) === 'one' ? one : other}`;
  };
}
