import { BmError } from '@bundesmessenger/store';
import { createFakeStore, message, timeline, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { cem, loggedIn, room, roomId } from '../../testing/snapshots.ts';
import { memberList, roomSettings } from '../../testing/trust-snapshots.ts';
import { BmMembers } from '../members/members.ts';
import { BmRoomSettings } from './room-settings.ts';
import { BmRoomDetails } from './room-details.ts';
import './room-details.define.ts';

const membersQuery = { memberships: ['join', 'invite', 'knock'], limit: 50 } as const;

function storeOf(settings = roomSettings()): FakeStore {
  const store = createFakeStore({ session: loggedIn() });
  store.show({ type: 'deployment' }, { federation: 'federated' });
  store.show({ type: 'room', roomId }, room());
  store.show({ type: 'settings', roomId }, settings);
  store.show({ type: 'members', roomId, query: membersQuery }, memberList());
  return store;
}

async function showElement<T extends BmRoomDetails | BmMembers | BmRoomSettings>(
  element: T,
  store = storeOf(),
  inline = '600px',
): Promise<{ element: T; store: FakeStore }> {
  element.store = store;
  element.roomId = roomId;
  await show(element, { inline });
  await expect.poll(() => document.body.textContent !== null && findAll('.waiting, .loading').length).toBe(0);
  return { element, store };
}

describe('bm-room-details', () => {
  it('opens on its first tab, changes by arrows, and closes with Escape', async () => {
    const { element } = await showElement(new BmRoomDetails());
    let closed = 0;
    element.addEventListener('close', () => (closed += 1));
    await expect.poll(() => focused()?.id).toBe('tab-settings');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => findAll('.member').length).toBe(5);
    expect(focused()?.id).toBe('tab-members');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => closed).toBe(1);
  });
});

describe('bm-room-details with a search', () => {
  it('opens on the field, and closes when a message is to be shown', async () => {
    const { element, store } = await showElement(Object.assign(new BmRoomDetails(), { tab: 'search' as const }));
    store.show({ type: 'search', roomId, search: 'pegel' }, timeline([message('Pegel 7 m')]));
    await expect.poll(() => focused()?.id).toBe('words');
    const events: string[] = [];
    for (const type of ['close', 'bm-event-open']) element.addEventListener(type, () => events.push(type));
    await userEvent.keyboard('pegel{Enter}');
    await expect.poll(() => findAll('li button').length).toBe(1);
    await userEvent.click(find('li button'));
    await expect.poll(() => events).toEqual(['bm-event-open', 'close']);
  });
});

describe('bm-members', () => {
  it('marks who is from another organisation, and says roles and memberships', async () => {
    await showElement(new BmMembers());
    await expect
      .poll(() => findAll('.badge').map(({ textContent }) => textContent?.trim()))
      .toEqual(['Administration', 'Moderation', 'Extern: land.example', 'Eingeladen', 'Bittet um Einlass']);
  });

  it('offers what the user may do to each, and asks before somebody is removed', async () => {
    const { store } = await showElement(new BmMembers());
    await userEvent.click(findAll('.member .icon-button')[2]!);
    await expect
      .poll(() => findAll('[role="menuitem"]').map(({ textContent }) => textContent?.trim()))
      .toEqual([
        'Person bestätigen',
        'Rolle ändern',
        'Person blockieren',
        'Aus dem Raum entfernen',
        'Dauerhaft ausschließen',
      ]);
    await userEvent.click(findAll('[role="menuitem"]')[3]!);
    await userEvent.click(find('dialog[open] .danger'));
    expect(store.commands.at(-1)).toEqual({ type: 'kick', roomId, userId: cem.userId });
  });

  it('changes a role, and lets in who asks', async () => {
    const { store } = await showElement(new BmMembers());
    await userEvent.click(findAll('.member .icon-button')[2]!);
    await userEvent.click(findAll('[role="menuitem"]')[1]!);
    await userEvent.click(find('dialog[open] input[value="moderator"]'));
    await userEvent.click(find('dialog[open] .primary'));
    expect(store.commands.at(-1)).toEqual({ type: 'setRole', roomId, userId: cem.userId, role: 'moderator' });
    await userEvent.click(findAll('.member .icon-button').at(-1)!);
    await userEvent.click(findAll('[role="menuitem"]')[0]!);
    expect(store.commands.at(-1)).toMatchObject({ type: 'invite', userId: '@lena.krueger:behoerde.example' });
  });

  it('ignores somebody after a question, shows it, and takes it back without one', async () => {
    const { store } = await showElement(new BmMembers());
    const openMenu = async (): Promise<void> => {
      await userEvent.click(findAll('.member .icon-button')[2]!);
      await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
    };
    const choose = async (item: string): Promise<void> =>
      userEvent.click(findAll('[role="menuitem"]').find(({ textContent }) => textContent?.trim() === item)!);
    const said = (): string | undefined => find('.visually-hidden[role="status"]').textContent?.trim();
    await openMenu();
    await choose('Person blockieren');
    await expect.poll(() => focused()?.textContent?.trim()).toBe('Abbrechen');
    expect(find('dialog[open]')).toHaveAccessibleDescription(/in keinem Raum mehr/u);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('dialog[open] .danger'));
    expect(store.commands.at(-1)).toEqual({ type: 'setIgnored', userId: cem.userId, isIgnored: true });
    await expect.poll(said).toMatch(/ist blockiert/u);
    store.show({ type: 'ignoredUsers' }, { users: [cem] });
    await expect.poll(() => find('.badge.ignored').textContent?.trim()).toBe('Von Ihnen blockiert');
    expect(await accessibilityFindings()).toEqual([]);
    await openMenu();
    await choose('Blockierung aufheben');
    expect(store.commands.at(-1)).toEqual({ type: 'setIgnored', userId: cem.userId, isIgnored: false });
    await expect.poll(said).toMatch(/nicht mehr blockiert/u);
  });

  it('lets nobody ignore themselves', async () => {
    await showElement(new BmMembers(), storeOf(roomSettings({}, false)));
    await userEvent.click(findAll('button.name')[0]!);
    await expect.poll(() => findAll('dialog[open]').length).toBe(1);
    expect(findAll('.deeds .button').map(({ textContent }) => textContent?.trim())).not.toContain('Person blockieren');
  });

  it('offers each person the role that person has, whatever was chosen for another and not saved', async () => {
    await showElement(new BmMembers());
    const askRole = async (row: number): Promise<void> => {
      await userEvent.click(findAll('.member .icon-button')[row]!);
      const changeRole = findAll('[role="menuitem"]').find(({ textContent }) => textContent?.trim() === 'Rolle ändern');
      await userEvent.click(changeRole!);
      await expect.poll(() => findAll('dialog[open] input').length).toBe(3);
    };
    await askRole(2);
    await userEvent.click(find('dialog[open] input[value="administrator"]'));
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => findAll('dialog[open]').length).toBe(0);
    await askRole(2);
    expect(find<HTMLInputElement>('dialog[open] input:checked').value).toBe('member');
    // Where arrows begin.
    expect(focused()).toBe(find('dialog[open] input:checked'));
  });

  it('shows the profile of a person: the whole user id, the role, the organisation, and what may be done', async () => {
    const { store } = await showElement(new BmMembers());
    await userEvent.click(findAll('button.name')[2]!);
    const profile = find<HTMLDialogElement>('dialog[open]');
    await expect.poll(() => focused()?.closest('dialog')).toBe(profile);
    expect(profile).toHaveAccessibleName(cem.displayName);
    expect(profile.textContent).toContain(cem.userId);
    expect([...profile.querySelectorAll('.badge')].map(({ textContent }) => textContent?.trim())).toEqual([
      'Mitglied',
      'Extern: land.example',
    ]);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(profile.querySelector('.deeds .button')!);
    expect(store.commands.at(-1)).toMatchObject({ type: 'requestVerification', userId: cem.userId });
    await expect.poll(() => focused()?.textContent?.trim()).toBe(cem.displayName);
  });

  it('asks the store for what is searched', async () => {
    const store = storeOf();
    const query = { ...membersQuery, search: 'cem' };
    store.show({ type: 'members', roomId, query }, memberList({ total: 1, items: memberList().items.slice(2, 3) }));
    await showElement(new BmMembers(), store);
    await userEvent.fill(find('[part="search"]'), 'cem');
    await expect.poll(() => findAll('.member').length).toBe(1);
  });

  it('fits into 280 px', async () => {
    const { element } = await showElement(new BmMembers(), storeOf(), '280px');
    expect(element.scrollWidth).toBeLessThanOrEqual(280);
  });
});

describe('bm-room-settings', () => {
  it('saves what has changed and says so', async () => {
    const { store } = await showElement(new BmRoomSettings());
    await userEvent.fill(find('#name'), 'Lagebild');
    await userEvent.click(find('form .primary'));
    await expect.poll(() => find('.saved').textContent?.trim()).toBe('Gespeichert.');
    expect(store.commands.at(-1)).toEqual({ type: 'changeSettings', roomId, settings: { name: 'Lagebild' } });
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('announces what opening to others means before it does so', async () => {
    const { store } = await showElement(new BmRoomSettings());
    await userEvent.click(find('[name="federation"]'));
    await expect.poll(() => find('dialog').textContent).toContain('anderer Organisationen');
    expect(find<HTMLInputElement>('[name="federation"]').checked).toBe(false);
    expect(store.commands).toEqual([]);
    store.answer({ changeSettings: () => Promise.reject(new BmError('WL_SERVER_NAME', '')) });
    await userEvent.click(find('dialog .primary'));
    await expect.poll(() => findAll('dialog .field-error').length).toBe(1);
  });

  it('sets notifications and favourite', async () => {
    const { store } = await showElement(new BmRoomSettings());
    await userEvent.click(find('input[value="mentions"]'));
    expect(store.commands.at(-1)).toEqual({ type: 'setNotifications', roomId, notifications: 'mentions' });
    expect(find('[name="favourite"]')).toHaveAccessibleName('Favorit');
    await userEvent.click(find('[name="favourite"]'));
    expect(store.commands.at(-1)).toEqual({ type: 'setFavourite', roomId, isFavourite: true });
  });

  it('goes back to what the room says where a choice is refused', async () => {
    const { store } = await showElement(new BmRoomSettings());
    const refuse = (): Promise<never> => Promise.reject(new BmError('FORBIDDEN', ''));
    store.answer({ setNotifications: refuse, setFavourite: refuse, changeSettings: refuse });
    const chosen = (): unknown[] => [
      find<HTMLInputElement>('[name="notifications"]:checked').value,
      find<HTMLInputElement>('[name="favourite"]').checked,
      find<HTMLSelectElement>('#joinRule').value,
    ];
    const before = chosen();
    for (const choose of [
      () => userEvent.click(find('input[value="none"]')),
      () => userEvent.click(find('[name="favourite"]')),
      () => userEvent.selectOptions(find('#joinRule'), 'public'),
    ]) {
      const commands = store.commands.length;
      await choose();
      await expect.poll(() => store.commands.length).toBe(commands + 1);
      await expect.poll(chosen).toEqual(before);
      expect(findAll('[role="alert"] .field-error').length).toBe(1);
    }
  });

  it('says who can read files: with a content scanner, its operator too', async () => {
    const { store } = await showElement(new BmRoomSettings());
    expect(find('.safe').textContent).toContain('Nachrichten und Dateien kann nur lesen, wer in diesem Raum ist.');
    store.show({ type: 'deployment' }, { contentScanner: true });
    await expect.poll(() => find('.safe').textContent).toContain('auf Schadsoftware geprüft');
  });

  it('shows facts in place of fields to who may change nothing', async () => {
    await showElement(new BmRoomSettings(), storeOf(roomSettings({}, false)));
    expect(findAll('form, select, [name="federation"]')).toEqual([]);
    expect(find('dl').textContent).toContain('Lagezentrum');
    expect(await accessibilityFindings()).toEqual([]);
  });
});
