/** Looks in a homeserver's database for events that were sent in clear to a room that is encrypted, or ever was. */
import { DatabaseSync } from 'node:sqlite';

export interface ClearMessages {
  readonly type: string;
  readonly count: number;
}

export interface MessageAudit {
  /** Events in encrypted rooms that are encrypted. With none of them the audit has seen nothing. */
  readonly encrypted: number;
  /** All others that are no state; a redaction has no content of its own and does not count. */
  readonly clear: readonly ClearMessages[];
}

/** @param ignoredSenders user ids of clients that are not audited */
export function auditMessages(databasePath: string, ignoredSenders: Iterable<string> = []): MessageAudit {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `SELECT type, COUNT(*) AS count FROM events
         WHERE state_key IS NULL AND type <> 'm.room.redaction'
           AND sender NOT IN (SELECT value FROM json_each(?))
           AND room_id IN (SELECT room_id FROM events WHERE type = 'm.room.encryption' AND state_key = '')
         GROUP BY type ORDER BY type`,
      )
      .all(JSON.stringify([...ignoredSenders])) as unknown as ClearMessages[];
    return {
      encrypted: rows.find(({ type }) => type === 'm.room.encrypted')?.count ?? 0,
      clear: rows.filter(({ type }) => type !== 'm.room.encrypted').map(({ type, count }) => ({ type, count })),
    };
  } finally {
    database.close();
  }
}
