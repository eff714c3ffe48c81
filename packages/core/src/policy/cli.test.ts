import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (options: unknown, ...flags: string[]) => {
  const file = join(folder, 'options.json');
  writeFileSync(file, typeof options === 'string' ? options : JSON.stringify(options));
  const program = fileURLToPath(new URL('./cli.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, file, ...flags], { encoding: 'utf8' });
  return { status, stdout, stderr };
};
const servers = [{ serverName: 'a.example', baseUrl: 'https://matrix.a.example' }];

describe('bundesmessenger-policy', () => {
  it('prints both policies and the hosts', () => {
    const { status, stdout } = run(
      { homeserver: 'a.example', whitelist: { servers } },
      '--page-origin',
      'https://p.example',
    );
    expect(status).toBe(0);
    expect(stdout).toContain("connect-src 'none'; worker-src 'self'");
    expect(stdout).toContain("connect-src 'self' https://matrix.a.example https://a.example; ");
    expect(stdout).toContain('  https://a.example  discovery: /.well-known/matrix/client, and support beside it\n');
    expect(stdout).toContain('  https://p.example  ');
  });

  it('knows the drop-in script, the placement in the page and development', () => {
    const local = [{ serverName: 'localhost', baseUrl: 'http://localhost:8008' }];
    const flags = ['--drop-in', '--host-in-page', '--allow-insecure-localhost'];
    const { stdout } = run({ homeserver: 'localhost', whitelist: { servers: local } }, ...flags);
    expect(stdout).toContain('trusted-types bm-lit bm-sdk bm-html');
    expect(stdout.match(/http:\/\/localhost:8008 http:\/\/localhost;/g)).toHaveLength(2);
  });

  it.each([
    [
      'whitelist.servers[0].baseUrl',
      { homeserver: 'a.example', whitelist: { servers: [{ ...servers[0], baseUrl: 'http://a.example' }] } },
    ],
    ['whitelist.serverTokens', { homeserver: 'a.example', whitelist: { servers, serverTokens: {} } }],
    ['homeserver', { whitelist: { servers } }],
  ])('refuses a configuration with a wrong %s and names it', (field, options) => {
    const { status, stdout, stderr } = run(options);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`WL_CONFIG: ${field}`);
  });

  it('says how it is used where there is no configuration to read', () => {
    expect(run('no json')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('usage: bundesmessenger-policy'),
    });
  });
});
