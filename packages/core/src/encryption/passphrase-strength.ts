/**
 * How hard a passphrase is to guess for somebody who has the encrypted secrets and much time. Pure. Estimates the number of
 * guesses from the cheapest way to write the passphrase as common words, repetitions, runs, dates and single characters, and
 * grades it with the thresholds of zxcvbn's score, which BundesMessenger's apps show in three levels.
 */
import type { PassphraseStrength } from './recovery-state.ts';

/** Common logarithms of guesses (zxcvbn, `guesses_to_score`): score 2 begins at 10^6, score 4 at 10^10. */
const mediumFrom = 6;
const strongFrom = 10;
/** Nothing longer gets better; the estimate takes the square of this. Characters. */
const longestRead = 64;

/**
 * What people write first, in German and English: passwords of published lists, words of an office, months and names of
 * the keyboard. The place counts as the number of guesses, doubled for a changed case and for letters as digits.
 */
const commonWords: ReadonlyMap<string, number> = new Map(
  (
    'passwort password geheim hallo hello qwertz qwerty asdfgh yxcvbn zxcvbn admin administrator willkommen welcome ' +
    'schatz sommer winter fruehling frühling herbst summer spring autumn fall test user login letmein master monkey ' +
    'dragon sunshine princess football fussball fußball baseball iloveyou ichliebedich liebe love secret sicher ' +
    'passphrase kennwort schluessel schlüssel key recovery wiederherstellung matrix element messenger ' +
    'bundesmessenger bund bundeswehr behoerde behörde amt bauamt stadt land kreis buero büro office arbeit work ' +
    'deutschland germany berlin hamburg muenchen münchen koeln köln bonn dresden leipzig stuttgart bayern hessen ' +
    'sachsen januar februar maerz märz april mai juni juli august september oktober november dezember january ' +
    'february march may june july october december montag dienstag mittwoch donnerstag freitag samstag sonntag ' +
    'monday tuesday wednesday thursday friday saturday sunday michael thomas andreas peter stefan christian ' +
    'martin anna maria sabine petra monika claudia susanne julia laura daniel alexander sebastian hans max ' +
    'mustermann katze hund baer bär adler loewe löwe blume sonne stern himmel computer internet handy telefon auto ' +
    'porsche mercedes volkswagen borussia schalke dortmund batman superman starwars pokemon jesus gott kirche ' +
    'access shadow freedom whatever trustno1 hunter2 ninja mustang jordan harley ranger buster hockey killer george ' +
    'the and der die das und ist ein eine ich du er sie wir mein meine dein my your you is my for with mit fuer für'
  )
    .split(' ')
    .map((word, place) => [word, place + 1]),
);
const longestWord = Math.max(...[...commonWords.keys()].map((word) => word.length));

/** Rows of the two keyboards, alphabet and digits, each also backwards. */
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertzuiopü',
  'qwertyuiop',
  'asdfghjklöä',
  'yxcvbnm',
  'zxcvbnm',
].flatMap((row) => [row, Array.from(row).reverse().join('')]);
const shortestRun = 3;
const shortestWord = 3;
/** Guesses for one character that belongs to nothing (zxcvbn, `BRUTEFORCE_CARDINALITY`). */
const bruteForce = Math.log10(10);
/** Whoever guesses first tries what has one pattern fewer: so many guesses for each (zxcvbn, `MIN_GUESSES_BEFORE_GROWING_SEQUENCE`). */
const perFewerPattern = Math.log10(10_000);
/** The year of this estimate; some years more or less change nothing. */
const referenceYear = 2026;
/** zxcvbn, `MIN_YEAR_SPACE`. */
const leastYearSpace = 20;
/** For two digits: a century. */
const longestYearSpace = 100;
/** Years people write: 1900 to 2099. */
const year = /^(?:19|20)\d\d$/;
/** Day, month and year in the orders and with the signs people use. */
const date = /^(?:[0-3]?\d)[.\-/ ]?(?:[01]?\d)[.\-/ ]?(?:(?:19|20)?\d\d)$/;

const digitsAsLetters: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['@', 'a'],
  ['$', 's'],
  ['!', 'i'],
]);

export function ratePassphrase(passphrase: string): PassphraseStrength {
  const guesses = guessesLog10(passphrase);
  if (guesses < mediumFrom) return 'weak';
  return guesses < strongFrom ? 'medium' : 'strong';
}

/** Common logarithm of the guesses it takes at most, by the cheapest decomposition (zxcvbn, `most_guessable_match_sequence`). */
export function guessesLog10(passphrase: string): number {
  const characters = Array.from(passphrase.normalize('NFC')).slice(0, longestRead);
  /** Cheapest way to write the first so many characters, by the number of patterns. */
  const cheapest: number[][] = [[0]];
  for (let end = 1; end <= characters.length; end++) {
    const best: number[] = [];
    for (let start = 0; start < end; start++) {
      const length = end - start;
      const pattern = patternCost(characters.slice(start, end).join(''), length);
      const cost = Math.min(length * bruteForce, pattern ?? Infinity);
      for (const [patterns, before] of cheapest[start]!.entries()) {
        best[patterns + 1] = Math.min(best[patterns + 1] ?? Infinity, before + cost);
      }
    }
    best[0] = Infinity;
    cheapest.push(best);
  }
  return Math.min(...cheapest.at(-1)!.map(inAnyOrder));
}

/** Guesses for so many patterns whose order is not known, after all that have fewer of them. */
function inAnyOrder(product: number, patterns: number): number {
  if (patterns === 0) return product;
  let orders = 0;
  for (let factor = 2; factor <= patterns; factor++) orders += Math.log10(factor);
  const fewer = perFewerPattern * (patterns - 1);
  const [more, less] = [Math.max(product + orders, fewer), Math.min(product + orders, fewer)];
  return more + Math.log10(1 + 10 ** (less - more));
}

/** Common logarithm of the guesses for one piece; `undefined` where it is no pattern. */
function patternCost(piece: string, length: number): number | undefined {
  if (length === 1) return bruteForce;
  const costs = [wordCost(piece), runCost(piece), repetitionCost(piece), dateCost(piece)].filter(
    (cost) => cost !== undefined,
  );
  return costs.length === 0 ? undefined : Math.min(...costs);
}

function wordCost(piece: string): number | undefined {
  if (piece.length < shortestWord || piece.length > longestWord) return undefined;
  const lower = piece.toLowerCase();
  const plain = Array.from(lower)
    .map((sign) => digitsAsLetters.get(sign) ?? sign)
    .join('');
  const place = commonWords.get(lower) ?? commonWords.get(plain);
  if (place === undefined) return undefined;
  const varied = Number(piece !== lower) + Number(!commonWords.has(lower));
  return Math.log10(place * 2 ** varied);
}

function runCost(piece: string): number | undefined {
  if (piece.length < shortestRun) return undefined;
  const lower = piece.toLowerCase();
  if (!runs.some((run) => run.includes(lower))) return undefined;
  // Which run, where it begins, how long it is.
  return Math.log10(runs.length * 10 * piece.length);
}

/** The same piece twice or more. */
function repetitionCost(piece: string): number | undefined {
  for (let length = 1; length <= piece.length / 2; length++) {
    if (piece.length % length !== 0) continue;
    const times = piece.length / length;
    const unit = piece.slice(0, length);
    if (times < (length === 1 ? shortestRun : 2) || unit.repeat(times) !== piece) continue;
    const cost = length === 1 ? bruteForce : Math.min(length * bruteForce, patternCost(unit, length) ?? Infinity);
    return cost + Math.log10(times);
  }
  return undefined;
}

function dateCost(piece: string): number | undefined {
  if (year.test(piece)) return Math.log10(yearSpace(piece));
  if (piece.length < 6 || piece.length > 10 || !date.test(piece)) return undefined;
  const written = /(?:19|20)\d\d$/.exec(piece)?.[0];
  return Math.log10(365 * (written ? yearSpace(written) : longestYearSpace) * (/\D/.test(piece) ? 4 : 1));
}

/** Years near this one are tried first (zxcvbn, `year_guesses`). */
function yearSpace(written: string): number {
  return Math.max(Math.abs(Number(written) - referenceYear), leastYearSpace);
}
