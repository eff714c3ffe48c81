import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { findAll, show } from '../../testing/page.ts';
import { loggedIn, room } from '../../testing/snapshots.ts';
import { BmMessenger } from './messenger.ts';
import './messenger.define.ts';

describe('bm-messenger', () => {
  it('loads what comes after the list, also where the list is there from the beginning', async () => {
    const messenger = new BmMessenger();
    messenger.store = createFakeStore({ session: loggedIn(), rooms: roomList([room()]) });
    await show(messenger);
    await expect.poll(() => findAll('[part="settings"]').length, { timeout: 10_000 }).toBe(1);
  });
});
