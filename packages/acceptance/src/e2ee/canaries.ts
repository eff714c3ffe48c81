/** Secrets of a run, to be looked for afterwards where no secret may stand. Runs in Node and in pages. */

const secrets = new Set<string>();
let mark = '';

/** A word that nobody else writes and that every message and password of this run holds; in a page, that of the run. */
export function useMark(given: string): void {
  mark = given;
  addCanary(given);
}

export function currentMark(): string {
  return mark;
}

/** The text as scenarios send it. */
export function marked(text: string): string {
  return mark === '' ? text : `${text} ${mark}`;
}

/** A recovery key, a token, a passphrase. */
export function addCanary(secret: string): void {
  if (secret !== '') secrets.add(secret);
}

export function canaries(): ReadonlySet<string> {
  return secrets;
}

/** The text without secrets, for what the check itself prints. */
export function withoutCanaries(text: string): string {
  return [...secrets].reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
}
