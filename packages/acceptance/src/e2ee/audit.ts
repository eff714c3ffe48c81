/** What the server knows after all scenarios: no message in clear, no secret. */
import { DatabaseSync } from 'node:sqlite';
import { password, type Stage } from './stage.ts';
import { expectThat } from './until.ts';

interface Check {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

/** Bodies that scenarios have sent; long enough to mean nothing else. */
const bodies = ['Guten Morgen', 'vor dem Beitritt', 'nach der Anmeldung', 'in der Sicherung'];

/** What may be sent in clear in an encrypted room: it names an event and says nothing. */
const clearTypes = new Set(['m.room.encrypted', 'm.room.redaction']);

export const audit: readonly Check[] = [
  {
    name: 'No message event of ours in an encrypted room is in clear',
    async run({ homeserver, foreigners }) {
      const database = new DatabaseSync(homeserver.databasePath, { readOnly: true });
      try {
        const rows = database
          .prepare(
            `SELECT e.type, COUNT(*) AS count FROM events e
             WHERE e.state_key IS NULL
               AND e.sender NOT IN (SELECT value FROM json_each(?))
               AND e.room_id IN
               (SELECT room_id FROM current_state_events WHERE type = 'm.room.encryption')
             GROUP BY e.type`,
          )
          .all(JSON.stringify([...foreigners])) as { type: string; count: number }[];
        const clear = rows.filter(({ type }) => !clearTypes.has(type));
        expectThat(clear.length === 0, `in clear: ${JSON.stringify(clear)}`);
        const { people } = database.prepare('SELECT COUNT(*) AS people FROM users').get() as { people: number };
        expectThat(people === 0 || rows.length > 0, 'people were there, but the server has no message at all');
      } finally {
        database.close();
      }
    },
  },
  {
    name: 'The server has written no body and no password',
    async run({ homeserver }) {
      for (const text of [...bodies, password]) {
        const places = await homeserver.findPlaintext(text);
        expectThat(places.length === 0, `"${text}" stands in ${places.join(', ')}`);
      }
    },
  },
];
