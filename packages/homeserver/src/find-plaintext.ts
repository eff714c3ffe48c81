/**
 * Looks for a text in everything a server has written: each file byte by byte (which also finds deleted rows, the
 * write-ahead log, media and logs), and each value of the database (a long value is spread over pages of the file).
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The text as UTF-8, and as it stands inside JSON: quoted, and with \uXXXX for what is not ASCII. */
export function plaintextForms(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const upperCase = ascii.replace(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
  return [...new Set([text, json, ascii, upperCase])];
}

/** @returns where the text stands: paths relative to `folder`, and `path: table.column` for a value of the database. */
export async function findPlaintext(
  folder: string,
  text: string,
  options: { readonly database?: string; readonly ignore?: readonly string[] } = {},
): Promise<string[]> {
  if (text === '') throw new Error('findPlaintext needs a text; every file holds the empty one.');
  const forms = plaintextForms(text);
  const places: string[] = [];
  for (const path of await listFiles(folder)) {
    const name = relative(folder, path);
    if (options.ignore?.includes(name)) continue;
    if (await fileHolds(path, forms)) places.push(name);
  }
  if (options.database) {
    const name = relative(folder, options.database);
    for (const column of searchDatabase(options.database, forms)) places.push(`${name}: ${column}`);
  }
  return places;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function fileHolds(path: string, forms: readonly string[]): Promise<boolean> {
  const needles = forms.map((form) => Buffer.from(form, 'utf8'));
  const overlapBytes = Math.max(...needles.map((needle) => needle.length)) - 1;
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([tail, chunk as Buffer]);
    if (needles.some((needle) => bytes.includes(needle))) return true;
    tail = bytes.subarray(Math.max(0, bytes.length - overlapBytes));
  }
  return false;
}

function searchDatabase(path: string, forms: readonly string[]): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found: string[] = [];
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    for (const table of tables.map((row) => String(row['name']))) {
      const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all(table);
      for (const column of columns.map((row) => String(row['name']))) {
        const value = `CAST("${column}" AS TEXT)`;
        const anyForm = forms.map(() => `instr(${value}, ?) > 0`).join(' OR ');
        if (database.prepare(`SELECT 1 FROM "${table}" WHERE ${anyForm} LIMIT 1`).get(...forms)) {
          found.push(`${table}.${column}`);
        }
      }
    }
    return found;
  } finally {
    database.close();
  }
}
