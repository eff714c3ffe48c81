import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPlaintext, plaintextForms } from './find-plaintext.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bm-plaintext-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the forms of a plaintext', () => {
  it('are one for plain ASCII', () => {
    expect(plaintextForms('hello')).toEqual(['hello']);
  });

  it('include what JSON makes of quotes, umlauts and characters beyond the basic plane', () => {
    expect(plaintextForms('"ß"')).toEqual(['"ß"', '\\"ß\\"', '\\"\\u00df\\"', '\\"\\u00DF\\"']);
    expect(plaintextForms('😀')).toContain('\\ud83d\\ude00');
  });
});

describe('looking for a plaintext', () => {
  it('finds it in files of any depth and names them', async () => {
    mkdirSync(join(folder, 'media/local'), { recursive: true });
    writeFileSync(join(folder, 'media/local/a'), 'before secret after');
    writeFileSync(join(folder, 'homeserver.log'), 'nothing');
    expect(await findPlaintext(folder, 'secret')).toEqual(['media/local/a']);
  });

  it('finds it as it stands in JSON with escapes', async () => {
    writeFileSync(join(folder, 'row'), '{"body":"Gr\\u00fc\\u00dfe"}');
    expect(await findPlaintext(folder, 'Grüße')).toEqual(['row']);
  });

  it('finds it across the border of two chunks of a file', async () => {
    const chunkBytes = 65_536; // of a read stream
    writeFileSync(join(folder, 'large'), 'x'.repeat(chunkBytes - 3) + 'secret');
    expect(await findPlaintext(folder, 'secret')).toEqual(['large']);
  });

  it('finds it in a value of the database that is spread over pages of the file', async () => {
    const path = join(folder, 'homeserver.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE event_json (event_id TEXT, json TEXT)');
    const secret = 'secret '.repeat(1_000); // longer than a page of 4,096 bytes
    database.prepare('INSERT INTO event_json VALUES (?, ?)').run('$1', `{"body":"${secret}"}`);
    database.close();
    expect(await findPlaintext(folder, secret, { database: path })).toEqual(['homeserver.db: event_json.json']);
  });

  it('finds it in the write-ahead log of an open database, and in a row that was deleted', async () => {
    const path = join(folder, 'homeserver.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE event_json (json TEXT)');
    database.prepare('INSERT INTO event_json VALUES (?)').run('a secret');
    database.exec('DELETE FROM event_json');
    expect(await findPlaintext(folder, 'a secret', { database: path })).toEqual(['homeserver.db-wal']);
    database.close();
  });

  it('finds nothing where nothing is, and skips files it is told to', async () => {
    writeFileSync(join(folder, 'homeserver.json'), 'secret');
    expect(await findPlaintext(folder, 'secret', { ignore: ['homeserver.json'] })).toEqual([]);
  });

  it('refuses to look for nothing', async () => {
    await expect(findPlaintext(folder, '')).rejects.toThrow('needs a text');
  });
});
