import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import type { LogoutRisk } from '@bundesmessenger/store';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { greyPicture } from '../../testing/grey-picture.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { cem, loggedIn, me } from '../../testing/snapshots.ts';
import { deviceList } from '../../testing/trust-snapshots.ts';
import { BmAccount } from './account.ts';
import './account.define.ts';

async function showAccount(logoutRisk: LogoutRisk = 'none'): Promise<{ store: FakeStore; element: BmAccount }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show(
    { type: 'encryption' },
    { status: 'ready', recovery: 'set', backup: { status: 'on', remaining: 0 }, logoutRisk },
  );
  store.show({ type: 'devices' }, deviceList);
  store.show(
    { type: 'deployment' },
    { imprintUrl: 'https://behoerde.example/impressum', privacyUrl: 'javascript:alert(1)' },
  );
  const element = new BmAccount();
  element.store = store;
  element.accessibilityUrl = 'https://behoerde.example/barrierefreiheit';
  await show(element, { block: 'auto' });
  return { store, element };
}

const types = (store: FakeStore): string[] => store.commands.map(({ type }) => type);

async function openDevices(): Promise<FakeStore> {
  const { store } = await showAccount();
  await userEvent.click(find('[part="settings"]'));
  await expect.poll(() => findAll('.device').length).toBe(4);
  await expect.poll(() => find('.device').textContent).toContain('Dieses Gerät');
  return store;
}

async function choose(device: number, item: string): Promise<void> {
  await userEvent.click(findAll('.device .icon-button')[device]!);
  await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
  await userEvent.click(findAll('[role="menuitem"]').find(({ textContent }) => textContent?.trim() === item)!);
}

describe('bm-account', () => {
  it.each(['keysNotBackedUp', 'noRecovery', 'recoveryNotConfirmed'] as const)(
    'warns before logging out: %s',
    async (risk) => {
      const { store } = await showAccount(risk);
      await userEvent.click(find('[part="logout"]'));
      await expect.poll(() => find('#consequence strong').textContent).not.toBe('');
      expect(await accessibilityFindings()).toEqual([]);
      expect(focused()).toHaveTextContent('Abbrechen');
      await userEvent.click(find('dialog[open] .danger'));
      expect(types(store)).toEqual(['logout']);
    },
  );

  it('leads to what keeps the messages safe', async () => {
    const { store, element } = await showAccount('noRecovery');
    let asked = 0;
    element.addEventListener('bm-recovery-open', () => (asked += 1));
    await userEvent.click(find('[part="logout"]'));
    await userEvent.click(find('dialog[open] .primary'));
    expect(asked).toBe(1);
    expect(types(store)).toEqual([]);
  });

  it('shows devices and safe links in a dialog, and returns the focus', async () => {
    await openDevices();
    expect(await accessibilityFindings()).toEqual([]);
    expect(findAll('.legal a').map((link) => link.getAttribute('href'))).toEqual([
      'https://behoerde.example/impressum',
      'https://behoerde.example/barrierefreiheit',
    ]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => focused()?.getAttribute('part')).toBe('settings');
    await settled();
    expect(findAll('bm-account-settings')).toEqual([]);
  });
});

describe('who is logged in', () => {
  const shown = (): (string | null | undefined)[] => findAll('.bar p > *').map((line) => line.textContent?.trim());
  const picture = 'mxc://behoerde.example/jana';

  it('is a user id until the name is known, then name and picture with the id below', async () => {
    const { store } = await showAccount();
    expect(shown()).toEqual(['Angemeldet als', me.userId, 'Dieses Gerät ist bestätigt.']);
    expect(findAll('.bar img')).toEqual([]);
    store.answer({ loadAvatar: greyPicture });
    store.show({ type: 'profile' }, { displayName: 'Jana Weber', avatarUrl: picture });
    await settled();
    expect(shown()).toEqual(['Angemeldet als', 'Jana Weber', me.userId, 'Dieses Gerät ist bestätigt.']);
    await expect.poll(() => find('.bar img').dataset['state']).toBe('loaded');
    expect(store.commands).toEqual([{ type: 'loadAvatar', url: picture, sizePx: 96 }]);
    expect(find('.bar .avatar').textContent).toBe('JW');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('keeps a long name in one line, and one that turns the direction of writing to itself', async () => {
    const { store } = await showAccount();
    store.show({ type: 'profile' }, { displayName: `\u05D0 ${'Freifrau von und zu '.repeat(9)}` });
    await settled();
    const name = find('.bar .name');
    expect(name.getBoundingClientRect().height).toBeLessThan(30);
    expect(name.scrollWidth).toBeGreaterThan(name.clientWidth);
    expect(find('.bar').getBoundingClientRect().height).toBeLessThan(110);
  });

  it('stands in the dialog of the account, too', async () => {
    const store = await openDevices();
    store.show({ type: 'profile' }, { displayName: 'Jana Weber' });
    await settled();
    expect(findAll('.who p').map((line) => line.textContent)).toContain(me.userId);
    expect(find('.who strong').textContent).toBe('Jana Weber');
    expect(await accessibilityFindings()).toEqual([]);
  });
});

describe('the account of somebody who ignores others', () => {
  it('lists them, and shows them again with a button', async () => {
    const store = await openDevices();
    expect(find('bm-ignored-users').shadowRoot!.textContent).toContain('Sie haben niemanden blockiert.');
    store.show({ type: 'ignoredUsers' }, { users: [cem] });
    await expect.poll(() => findAll('.person').length).toBe(1);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('.person button'));
    expect(store.commands.at(-1)).toEqual({ type: 'setIgnored', userId: cem.userId, isIgnored: false });
  });
});

describe('bm-devices', () => {
  it('says of each device its name, when it was seen and whether it is verified', async () => {
    await openDevices();
    expect(findAll('.device .name').map(({ textContent }) => textContent)).toEqual([
      'Dienst-Notebook (Firefox)',
      'Diensthandy',
      'Tablet Sitzungsraum 3',
      'Gerät ohne Namen',
    ]);
    expect(findAll('.trust').map(({ textContent }) => textContent?.trim())).toEqual([
      'Bestätigt',
      'Bestätigt',
      'Nicht bestätigt',
      'Ohne Verschlüsselung',
    ]);
  });

  it('tells devices of one name apart by their ids, to the eye and to a screen reader', async () => {
    const store = await openDevices();
    const [first, second, ...others] = deviceList.items;
    const name = 'BundesMessenger SDK';
    store.show({ type: 'devices' }, { ...deviceList, items: [{ ...first!, name }, { ...second!, name }, ...others] });
    const names = (): (string | null)[] => findAll('.device .name').map(({ textContent }) => textContent);
    await expect
      .poll(names)
      .toEqual([`${name} (DEVICE)`, `${name} (HANDY)`, 'Tablet Sitzungsraum 3', 'Gerät ohne Namen']);
    expect(findAll('.device button').map((button) => button.ariaLabel)).toEqual(
      names().map((shown) => `Aktionen für ${shown}`),
    );
  });

  it('breaks a long name where a part of it begins', async () => {
    const store = await openDevices();
    find('bm-devices').style.inlineSize = '240px';
    const items = [{ ...deviceList.items[0]!, name: 'BundesMessenger SDK' }];
    store.show({ type: 'devices' }, { ...deviceList, items });
    await expect.poll(() => findAll('.device').length).toBe(1);
    const name = find('.device .name');
    expect(name).toHaveTextContent('BundesMessenger SDK');
    const word = document.createRange();
    word.selectNodeContents([...name.childNodes].find(({ textContent }) => textContent?.startsWith('Messenger'))!);
    const lines = new Set([...word.getClientRects()].map(({ top }) => top));
    expect(lines.size).toBe(1);
    expect(word.getBoundingClientRect().top).toBeGreaterThan(name.getBoundingClientRect().top + 8);
  });

  it('signs one out after a question and another login', async () => {
    const store = await openDevices();
    let done: () => void = () => undefined;
    store.answer({ signOutDevices: () => new Promise<undefined>((resolve) => (done = () => resolve(undefined))) });
    await choose(1, 'Abmelden');
    await expect.poll(() => find('bm-devices').shadowRoot?.querySelector('h3')?.textContent).toContain('Diensthandy');
    expect(find('bm-devices').shadowRoot!.querySelector('dialog')).toHaveAccessibleDescription(/^Dort werden/u);
    await userEvent.click(find('dialog[open] form .danger'));
    store.show(
      { type: 'reauthentication' },
      { status: 'needed', purpose: 'signOutDevices', methods: [{ type: 'password' }], refused: true },
    );
    await expect.poll(() => focused()?.id).toBe('reauthentication-password');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.keyboard('geheim{Enter}');
    expect(store.commands.at(-1)).toEqual({ type: 'reauthenticate', password: 'geheim' });
    store.show({ type: 'reauthentication' }, { status: 'none' });
    done();
    await expect.poll(() => findAll('.device').length > 0 && findAll('dialog[open] form').length).toBe(0);
  });

  it('ends one on the page of the issuer, where that looks after devices', async () => {
    const store = await openDevices();
    store.answer({ signOutDevices: () => new Promise<undefined>(() => undefined) });
    await choose(1, 'Abmelden');
    await expect.poll(() => findAll('dialog[open] form .danger').length).toBe(1);
    await userEvent.click(find('dialog[open] form .danger'));
    const url = 'https://anmeldung.behoerde.example/account/?action=org.matrix.device_delete';
    const methods = [{ type: 'oauth', url }] as const;
    store.show({ type: 'reauthentication' }, { status: 'needed', purpose: 'signOutDevices', methods });
    await expect.poll(() => findAll<HTMLAnchorElement>('.reauthentication a').map(({ href }) => href)).toEqual([url]);
    expect(find('.reauthentication').textContent).toMatch(/auf der Seite Ihres Anmeldedienstes ab/u);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('.reauthentication .primary'));
    expect(store.commands.at(-1)).toMatchObject({ type: 'reauthenticate' });
    store.show({ type: 'reauthentication' }, { status: 'needed', purpose: 'signOutDevices', methods, refused: true });
    await expect.poll(() => find('.reauthentication').textContent).toMatch(/dort noch angemeldet/u);
  });

  it('signs out all others, renames, and begins a verification', async () => {
    const store = await openDevices();
    await userEvent.click(find('[part="sign-out-others"]'));
    await expect.poll(() => find('dialog[open] form h3').textContent).toContain('3 andere');
    await userEvent.click(find('dialog[open] form .danger'));
    await expect.poll(() => types(store)).toEqual(['signOutOtherDevices']);
    await choose(0, 'Umbenennen');
    await expect.poll(() => focused()?.id).toBe('device-name');
    await userEvent.fill(find('#device-name'), 'Notebook');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => store.commands.at(-1))
      .toEqual({
        type: 'renameDevice',
        deviceId: 'DEVICE',
        name: 'Notebook',
      });
    await choose(2, 'Gerät bestätigen');
    expect(store.commands.at(-1)).toEqual({ type: 'requestVerification', deviceId: 'TABLET' });
  });
});
