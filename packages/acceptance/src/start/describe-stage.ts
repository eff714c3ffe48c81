/** What a person needs to know of a running stage: addresses and log-ins. */
import type { Person } from './people.ts';
import type { Stage } from './stage.ts';

export function describeStage({ homeserver, people, examples }: Stage): string {
  const rows: readonly (readonly [string, string, string])[] = [
    ['Citizen portal', examples.portal.origin, 'a Vite app with the elements from npm'],
    ['Intranet', examples.intranet.origin, 'plain HTML with one script tag'],
    ['Two chats', `${examples.intranet.origin}/leitstand.html`, 'two widgets that share one session'],
    ['Chat in a corner', `${examples.intranet.origin}/umzug.html`, 'a button that opens the chat over the page'],
    ['Homeserver', homeserver.baseUrl, homeserver.description],
    ...[people.anna, people.ben].map(
      (person: Person) => ['Log in', `${person.localpart} / ${person.password}`, person.displayName] as const,
    ),
  ];
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([what, where, note]) => `  ${what.padEnd(width(0))}   ${where.padEnd(width(1))}   ${note}`);
  return `\n${lines.join('\n')}\n\nLog in as both in two browsers, or in one browser at portal and intranet. Ctrl-C stops everything.`;
}
