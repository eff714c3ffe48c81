/** Defects that versions of others have closed: below these floors nothing of the SDK may fall. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const lockFile = readFileSync(new URL('../../../../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(lockFile) as { packages: Record<string, { version?: string; dev?: boolean }> };
const versionsOf = (name: string): number[][] =>
  Object.entries(packages)
    .filter(([path]) => path.endsWith(`node_modules/${name}`))
    .map(([, { version = '0' }]) => version.split('.').map(Number));
const isAtLeast = (version: readonly number[], floor: readonly number[]): boolean => {
  const [own, least] = [version, floor].map(([a = 0, b = 0, c = 0]) => a * 1e6 + b * 1e3 + c);
  return own! >= least!;
};

describe('the engine', () => {
  it('is newer than sender spoofing (CVE-2025-48937, CVE-2026-45056) and weak vodozemac (CVE-2024-34063, CVE-2024-40640, report vodozemac-2026-02)', () => {
    const versions = versionsOf('@matrix-org/matrix-sdk-crypto-wasm');
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) expect(isAtLeast(version, [18, 3, 1])).toBe(true);
  });

  it('is newer than key sharing with unverified devices (CVE-2024-47080) and room loops (CVE-2024-42369, CVE-2025-59160)', () => {
    for (const version of versionsOf('matrix-js-sdk')) expect(isAtLeast(version, [38, 2, 0])).toBe(true);
  });

  it('is not libolm (CVE-2021-44538), which only a client to compare with brings along', () => {
    const olm = Object.entries(packages).filter(([path]) => /node_modules\/(?:@matrix-org\/)?olm$/.test(path));
    expect(olm.filter(([, { dev }]) => dev !== true)).toEqual([]);
  });
});
