import { BmError } from '@bundesmessenger/store';
import { createFakeStore, roomList, roomSummary, type FakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import '../components/room-list/room-list.define.ts';
import { BmRoomList } from '../components/room-list/room-list.ts';
import { greyPicture } from '../testing/grey-picture.ts';
import { findAll, show } from '../testing/page.ts';
import { loggedIn, room } from '../testing/snapshots.ts';

const avatar = 'mxc://behoerde.example/bild';

async function listWith(rooms: Parameters<typeof roomList>[0], store: FakeStore): Promise<BmRoomList> {
  store.show({ type: 'rooms' }, roomList(rooms));
  const element = new BmRoomList();
  element.store = store;
  return show(element);
}
const storeOf = (): FakeStore => createFakeStore({ session: loggedIn() });
const states = (): (string | undefined)[] => findAll('.avatar > img').map((image) => image.dataset['state']);
const asked = (store: FakeStore): readonly unknown[] => store.commands.filter(({ type }) => type === 'loadAvatar');

afterEach(() => vi.restoreAllMocks());

describe('the picture of a room or a person', () => {
  it('stands over the initials once it is there, and is asked for once', async () => {
    const store = storeOf();
    store.answer({ loadAvatar: greyPicture });
    await listWith([room({ roomId: '!a:b', name: 'Lage', avatar }), room({ roomId: '!b:b', avatar })], store);
    await expect.poll(states).toEqual(['loaded', 'loaded']);
    expect(asked(store)).toEqual([{ type: 'loadAvatar', url: avatar, sizePx: 96 }]);
    expect(findAll('.avatar')[0]).toHaveTextContent('L');
  });

  it('leaves the initials where it cannot be had', async () => {
    const store = storeOf();
    store.answer({ loadAvatar: () => Promise.reject(new BmError('MEDIA_UNAVAILABLE', '')) });
    await listWith([room({ avatar })], store);
    await expect.poll(states).toEqual(['failed']);
    expect(getComputedStyle(findAll('.avatar > img')[0]!).visibility).toBe('hidden');
  });

  it('is let go with the element', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL');
    const store = storeOf();
    store.answer({ loadAvatar: greyPicture });
    const element = await listWith([room({ avatar })], store);
    await expect.poll(states).toEqual(['loaded']);
    const { src } = findAll<HTMLImageElement>('.avatar > img')[0]!;
    element.remove();
    await expect.poll(() => revoke.mock.calls).toEqual([[src]]);
  });

  it('is not asked for where there is none, nor for an invite, whose sender could show anything', async () => {
    const store = storeOf();
    const invite = roomSummary({ roomId: '!i:b', name: 'Einladung', membership: 'invite', avatar });
    await listWith([room({}), invite], store);
    expect(findAll('.avatar > img')).toEqual([]);
    expect(asked(store)).toEqual([]);
  });
});
