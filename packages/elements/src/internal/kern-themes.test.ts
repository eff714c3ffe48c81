/// <reference types="vite/client" />
import { createFakeStore, roomList } from '@bundesmessenger/store/testing';
import kern from '@kern-ux/native/dist/kern.css?raw';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../components/account/account-settings.define.ts';
import '../components/account/account.define.ts';
import { BmChat } from '../components/chat/chat.ts';
import '../components/chat/chat.define.ts';
import { accessibilityFindings, find, findAll, show } from '../testing/page.ts';
import { loggedIn, room } from '../testing/snapshots.ts';
import { deviceList } from '../testing/trust-snapshots.ts';

type Theme = 'light' | 'dark';

const style = document.createElement('style');
// The pictures of its icons and fonts are no part of it.
style.textContent = kern.replace(/url\((?!data:)[^)]*\)/gu, 'none');

beforeEach(() => document.head.append(style));
afterEach(() => {
  style.remove();
  document.body.removeAttribute('style');
  delete document.body.dataset['kernTheme'];
});

/** A chat with rooms in an area of the theme, on a page of the other one. */
async function showChatIn(theme: Theme): Promise<HTMLElement> {
  const store = createFakeStore({
    session: loggedIn(),
    rooms: roomList([room(), room({ roomId: '!zweiter', name: 'Zweiter' })]),
  });
  store.show(
    { type: 'encryption' },
    { status: 'ready', recovery: 'set', backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' },
  );
  store.show({ type: 'devices' }, deviceList);
  const chat = new BmChat();
  chat.store = store;
  chat.open = true;
  document.body.dataset['kernTheme'] = theme === 'dark' ? 'light' : 'dark';
  await show(chat);
  const area = chat.parentElement!;
  area.dataset['kernTheme'] = theme;
  await expect.poll(() => findAll('.room').length).toBe(2);
  await expect.poll(() => findAll('[part="settings"]').length).toBe(1);
  return area;
}

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;

/** 0 is black, 255 white; whatever notation the browser computes. */
function lightnessOf(colour: string): number {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return Math.round(0.2126 * red! + 0.7152 * green! + 0.0722 * blue!);
}

const token = (element: Element, name: string): string => {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
};

const others = { light: 'dark', dark: 'light' } as const;

describe('an area of a page with a KERN theme of its own', () => {
  it.each(['light', 'dark'] as const)('colours text and ground of a chat: %s', async (theme) => {
    const area = await showChatIn(theme);
    const around = getComputedStyle(document.body).backgroundColor;
    const { color } = getComputedStyle(find('.room'));
    expect(color).toBe(token(area, '--kern-color-layout-text-default'));
    expect(color).not.toBe(token(document.body, '--kern-color-layout-text-default'));
    const [light, dark] = theme === 'light' ? [area, document.body] : [document.body, area];
    expect(lightnessOf(token(light, '--kern-color-layout-background-default'))).toBeGreaterThan(200);
    expect(lightnessOf(token(dark, '--kern-color-layout-background-default'))).toBeLessThan(60);
    expect(lightnessOf(around) > 128).toBe(theme === 'dark');
    expect(await accessibilityFindings()).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('colours a dialog over all of the page: %s', async (theme) => {
    const area = await showChatIn(theme);
    find('[part="settings"]').click();
    await expect.poll(() => findAll('.device').length).toBe(4);
    const dialog = getComputedStyle(find('bm-account-settings').shadowRoot!.querySelector('dialog[open]')!);
    expect(dialog.backgroundColor).toBe(token(area, '--kern-color-layout-background-default'));
    expect(dialog.color).toBe(token(area, '--kern-color-layout-text-default'));
    expect(dialog.colorScheme).toBe(theme);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('says to native controls and light-dark(): %s', async (theme) => {
    const area = await showChatIn(theme);
    area.style.setProperty('--bm-color-action', 'light-dark(rgb(1 2 3), rgb(250 251 252))');
    const list = find('bm-room-list');
    expect(getComputedStyle(list).colorScheme).toBe(theme);
    expect(token(list.shadowRoot!.firstElementChild!, '--_action')).toBe(
      theme === 'light' ? 'rgb(1, 2, 3)' : 'rgb(250, 251, 252)',
    );
    // The page around stays as it was.
    expect(getComputedStyle(document.body).colorScheme).toBe('normal');
  });

  it('is followed when it changes, and left to a page that says the scheme itself', async () => {
    const area = await showChatIn('dark');
    const list = find('bm-room-list');
    const before = getComputedStyle(list).color;
    area.dataset['kernTheme'] = others.dark;
    expect(getComputedStyle(list).colorScheme).toBe('light');
    expect(getComputedStyle(list).color).not.toBe(before);
    area.style.setProperty('--bm-color-scheme', 'dark');
    expect(getComputedStyle(list).colorScheme).toBe('dark');
  });
});
