import type { Session } from '@bundesmessenger/core';
import { describe, expect, it, vi } from 'vitest';
import { createFakeRooms } from '../testing/fake-rooms.ts';
import { createDirectoryDeeds } from './directory-deeds.source.ts';

function start() {
  const request = vi.fn<Session['request']>(() => Promise.resolve({ chunk: [], results: [] }));
  const barred: Session['barred'] = ({ via }) =>
    Array.isArray(via) && via.includes('evil.example') ? { code: 'WL_SERVER_NAME' } : undefined;
  return { request, deeds: createDirectoryDeeds({ request, barred, rooms: createFakeRooms() }) };
}

describe('a search for rooms', () => {
  it('asks for the first page', async () => {
    const { deeds, request } = start();
    await deeds.searchDirectory({});
    expect(request).toHaveBeenCalledWith({
      method: 'POST',
      path: '/_matrix/client/v3/publicRooms',
      body: { limit: 20 },
    });
  });

  it('asks with words, at another server, from where the last page ended', async () => {
    const { deeds, request } = start();
    await deeds.searchDirectory({ search: 'amt', server: 'other.example:8448', since: 'x', limit: 500 });
    expect(request).toHaveBeenCalledWith({
      method: 'POST',
      path: '/_matrix/client/v3/publicRooms?server=other.example%3A8448',
      body: { limit: 100, since: 'x', filter: { generic_search_term: 'amt' } },
    });
  });

  it('asks no server that the policy does not admit', async () => {
    const { deeds, request } = start();
    await expect(deeds.searchDirectory({ server: 'evil.example' })).rejects.toMatchObject({ code: 'WL_SERVER_NAME' });
    expect(request).not.toHaveBeenCalled();
  });

  it.each([{ limit: 0 }, { limit: 1.5 }, { search: 5 }, { since: {} }])('is refused for %o', async (command) => {
    await expect(start().deeds.searchDirectory(command as object)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
  });
});

describe('a search for users', () => {
  it('asks the homeserver', async () => {
    const { deeds, request } = start();
    await deeds.searchUsers({ search: 'max', limit: 1_000 });
    expect(request).toHaveBeenCalledWith({
      method: 'POST',
      path: '/_matrix/client/v3/user_directory/search',
      body: { search_term: 'max', limit: 50 },
    });
  });
});
