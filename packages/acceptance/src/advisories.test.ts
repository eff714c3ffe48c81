/** The list of published failures (`docs/advisories.md`) is complete: each has a test that names it, and no other is named. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const named = /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[a-z0-9]{4}){3}|U(?:10|[1-9])|MSC4153|[a-z-]+-\d[\w.-]*\d)\b/gu;

/**
 * What security halls of fame, changelogs and advisories of matrix-js-sdk, matrix-react-sdk, Element Web, matrix-rust-sdk,
 * vodozemac and matrix-sdk-crypto-wasm hold up to the middle of 2026 and concerns a client, and the defects of matrix-js-sdk 43.
 */
const published = `
  U1 U2 U3 U4 U5 U6 U7 U8 U9 U10
  CVE-2021-21320 CVE-2021-32622 CVE-2023-41318 CVE-2023-30609 CVE-2023-37259 CVE-2021-40823 CVE-2022-39249 CVE-2021-44538
  CVE-2022-39250 CVE-2022-39251 CVE-2022-36059 CVE-2022-36060 CVE-2023-28427 CVE-2023-28103 CVE-2022-39236 CVE-2024-51750
  CVE-2025-59047 CVE-2025-66622 CVE-2022-31152 CVE-2022-39374 CVE-2026-45076 hall-of-fame-2022-05 CVE-2023-29529
  GHSA-4qg4-cvh2-crgg matrix-sdk-crypto-0.7.1 CVE-2024-34063 CVE-2024-40640 vodozemac-2026-02 GHSA-qmf4-7w7j-vf23
  CVE-2024-42347 CVE-2024-42369 CVE-2025-59160 CVE-2025-59161 CVE-2024-47080 CVE-2024-47824 CVE-2024-47779 CVE-2024-47771
  CVE-2024-50336 CVE-2024-51749 CVE-2025-48937 CVE-2026-45056 CVE-2026-45057 CVE-2026-55850 CVE-2026-44990 MSC4153
`
  .trim()
  .split(/\s+/u);

const rows = readFileSync(join(root, 'docs/advisories.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:Advisory|-)/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const listed = rows.flatMap(([, ids = '']) => ids.split(', '));

/** Names of tests and scenarios, by the kind of run that plays them. */
const titles: Readonly<Record<string, string>> = collectTitles();

function collectTitles(): Record<string, string> {
  const found: Record<string, string[]> = { unit: [], browser: [], synapse: [], scenario: [] };
  for (const name of ['core', 'store', 'elements', 'homeserver', 'acceptance']) {
    const folder = join(root, 'packages', name, 'src');
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || path === import.meta.filename) continue;
      const kind = entry.name.endsWith('.synapse.test.ts')
        ? 'synapse'
        : entry.name.endsWith('.test.ts')
          ? name === 'elements'
            ? 'browser'
            : 'unit'
          : /acceptance.src.e2ee.*\.ts$/u.test(path)
            ? 'scenario'
            : undefined;
      if (kind === undefined) continue;
      const text = readFileSync(path, 'utf8');
      // A test's name, and the two first lines of a scenario.
      const pattern =
        kind === 'scenario'
          ? /scenario\(\s*'[^\n]*'(?:,\s*'[^\n]*')?|^\s*name: '[^\n]*'/gmu
          : /(?:^|\s|\))\s*(?:it|describe)?\(?\s*'[^'\n]*\((?:[^()'\n]*)\)[^'\n]*'/gmu;
      found[kind]!.push(...(text.match(pattern) ?? []));
    }
  }
  return Object.fromEntries(Object.entries(found).map(([kind, lines]) => [kind, lines.join('\n')]));
}

const names = (text: string, id: string): boolean =>
  new RegExp(`(?<![\\w-])${id.replaceAll('.', '\\.')}(?![\\w-])`, 'u').test(text);

describe('the list of published failures', () => {
  it('holds all that were published, once', () => {
    expect(listed.toSorted()).toEqual(published.toSorted());
  });

  it.each(rows.map(([, ids = '', , , kinds = '']) => [ids, kinds] as const))('has a test for %s: %s', (ids, kinds) => {
    for (const id of ids.split(', ')) {
      const holding = Object.keys(titles).filter((kind) => names(titles[kind]!, id));
      expect(holding.length, `no test names ${id}`).toBeGreaterThan(0);
      for (const kind of holding) expect(kinds.split(', '), `${id} has a test of the kind ${kind}`).toContain(kind);
    }
    for (const kind of kinds.split(', ')) {
      expect(
        ids.split(', ').some((id) => names(titles[kind] ?? '', id)),
        `no ${kind} names ${ids}`,
      ).toBe(true);
    }
  });

  it('holds every advisory that a test names', () => {
    const inTests = Object.values(titles).flatMap((text) => [...text.matchAll(named)].map(([id]) => id));
    const advisories = new Set(inTests.filter((id) => /^(?:CVE|GHSA|U\d)/u.test(id)));
    expect([...advisories].filter((id) => !listed.includes(id))).toEqual([]);
    expect(advisories.size).toBeGreaterThan(30);
  });
});
