/** What the Bürgeramt says about its opening hours. Pure: a question and a time give an answer. */

/** By day of the week, Sunday first. `undefined`: closed. */
const hours: readonly (string | undefined)[] = [
  undefined,
  '8 bis 16 Uhr',
  '8 bis 18 Uhr',
  '8 bis 13 Uhr',
  '8 bis 18 Uhr',
  '8 bis 13 Uhr',
  undefined,
];
const days = ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'];

/** A question is about the hours where it has one of these words. */
const aboutHours = /öffnungszeit|geöffnet|geschlossen|offen|sprechzeit|wann|uhr/i;

export const help =
  'Ich kenne die Öffnungszeiten des Bürgeramts. Fragen Sie zum Beispiel: „Wann haben Sie morgen geöffnet?“';

/** @param now in the time zone of the Bürgeramt, which is the one the bot runs in */
export function answerTo(question: string, now: Date): string {
  const named = days.findIndex((day) => question.toLowerCase().includes(day.toLowerCase()));
  if (named >= 0) return sentence(`Am ${days[named]}`, named);
  if (!aboutHours.test(question)) return help;
  if (/übermorgen/i.test(question)) return sentence('Übermorgen', (now.getDay() + 2) % 7);
  if (/morgen/i.test(question)) return sentence('Morgen', (now.getDay() + 1) % 7);
  if (/heute|jetzt/i.test(question)) return sentence('Heute', now.getDay());
  const open = days.flatMap((day, at) => (hours[at] === undefined ? [] : [`${day} ${hours[at]}`]));
  return `Das Bürgeramt ist geöffnet: ${open.join(', ')}.`;
}

function sentence(day: string, at: number): string {
  return hours[at] === undefined
    ? `${day} ist das Bürgeramt geschlossen.`
    : `${day} ist das Bürgeramt von ${hours[at]} geöffnet.`;
}
