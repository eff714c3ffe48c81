import { describe, expect, it } from 'vitest';
import { installSynapse, parseProviderRequest } from './choose-provider.ts';
import type { Installation, Provider } from './provider.ts';

const installation = (description: string): Installation => ({
  description,
  bindAddress: '127.0.0.1',
  command: () => ({ file: 'true', args: [] }),
});

const works = (name: string): Provider => ({
  name,
  missing: () => Promise.resolve(undefined),
  prepare: () => Promise.resolve(installation(name)),
});
const lacks = (name: string, missing: string): Provider => ({
  ...works(name),
  missing: () => Promise.resolve(missing),
});
const fails = (name: string, message: string): Provider => ({
  ...works(name),
  prepare: () => Promise.reject(new Error(message)),
});

const silent = () => {};

describe('BM_SYNAPSE', () => {
  it('leaves the choice open when it is not set or empty', () => {
    expect(parseProviderRequest(undefined)).toEqual({ kind: 'first' });
    expect(parseProviderRequest('')).toEqual({ kind: 'first' });
  });

  it('names a way', () => {
    for (const name of ['installed', 'pypi', 'docker', 'debian']) {
      expect(parseProviderRequest(name)).toEqual({ kind: 'named', name });
    }
  });

  it('gives the URL of a running Synapse, with or without a slash at its end', () => {
    expect(parseProviderRequest('http://localhost:8008/')).toEqual({
      kind: 'running',
      baseUrl: 'http://localhost:8008',
    });
  });

  it('refuses anything else and says what it takes', () => {
    expect(() => parseProviderRequest('podman')).toThrow('BM_SYNAPSE=podman is neither one of installed, pypi');
  });
});

describe('the way to a Synapse', () => {
  it('is the first that works', async () => {
    const chosen = await installSynapse({ kind: 'first' }, silent, [lacks('a', 'no a'), works('b'), works('c')]);
    expect(chosen.description).toBe('b');
  });

  it('is the next one where an installation fails, and the failure is logged', async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const chosen = await installSynapse({ kind: 'first' }, log, [fails('a', 'the network is down'), works('b')]);
    expect(chosen.description).toBe('b');
    expect(lines).toEqual(['the network is down']);
  });

  it('is the forced one, even where an earlier one would work', async () => {
    const chosen = await installSynapse({ kind: 'named', name: 'b' }, silent, [works('a'), works('b')]);
    expect(chosen.description).toBe('b');
  });

  it('is not another one where the forced one lacks something', async () => {
    const request = { kind: 'named', name: 'a' } as const;
    await expect(installSynapse(request, silent, [lacks('a', 'apt-get install a.'), works('b')])).rejects.toThrow(
      'apt-get install a.',
    );
  });

  it('fails with one line for each way that was tried', async () => {
    const all = [lacks('a', 'no a: get a.'), fails('b', 'b broke.')];
    await expect(installSynapse({ kind: 'first' }, silent, all)).rejects.toThrow(
      'No Synapse could be had.\n- a: no a: get a.\n- b: b broke.',
    );
  });
});
