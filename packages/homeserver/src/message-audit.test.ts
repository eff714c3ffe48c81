import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditMessages } from './message-audit.ts';

describe('the audit of messages', () => {
  let folder: string;
  let path: string;
  let database: DatabaseSync;
  const add = (room: string, type: string, sender = '@anna:a.example', stateKey: string | null = null): void => {
    database.prepare('INSERT INTO events VALUES (?, ?, ?, ?)').run(room, type, sender, stateKey);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bm-audit-'));
    path = join(folder, 'homeserver.db');
    database = new DatabaseSync(path);
    database.exec('CREATE TABLE events (room_id TEXT, type TEXT, sender TEXT, state_key TEXT)');
    add('!secret', 'm.room.encryption', '@anna:a.example', '');
    add('!secret', 'm.room.encrypted');
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  it('finds nothing where all is encrypted, and says how much that was', () => {
    add('!secret', 'm.room.redaction');
    add('!secret', 'm.room.member', '@anna:a.example', '@anna:a.example');
    expect(auditMessages(path)).toEqual({ encrypted: 1, clear: [] });
  });

  it('finds a message in clear, also in a room whose encryption has been weakened since', () => {
    add('!secret', 'm.room.encryption', '@anna:a.example', '');
    add('!secret', 'm.room.message');
    add('!secret', 'm.room.message');
    expect(auditMessages(path).clear).toEqual([{ type: 'm.room.message', count: 2 }]);
  });

  it('does not ask for rooms that are not encrypted, nor for clients that are not audited', () => {
    add('!public', 'm.room.message');
    add('!secret', 'm.reaction', '@foreign:a.example');
    expect(auditMessages(path, ['@foreign:a.example']).clear).toEqual([]);
  });
});
