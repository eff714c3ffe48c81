import type { Deployment } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { loggedOut } from '../../testing/snapshots.ts';
import { accessibilityFindings, find, findAll, settled, show } from '../../testing/page.ts';
import '../chat/chat.define.ts';
import { BmChat } from '../chat/chat.ts';
import './maintenance.define.ts';
import { BmMaintenance } from './maintenance.ts';

type Announcement = NonNullable<Deployment['maintenance']>;

const at = (hour: number): number => new Date(2026, 10, 23, hour).getTime();
const planned: Announcement = {
  status: 'announced',
  kind: 'maintenance',
  announcedAtMs: 0,
  startsAtMs: at(18),
  endsAtMs: at(20),
  blocking: true,
  description: 'Umzug ins neue Rechenzentrum.\nBitte melden Sie sich vorher ab.',
};

async function showAnnounced(maintenance?: Announcement) {
  const store = createFakeStore({ session: loggedOut() });
  const announce = async (next?: Announcement): Promise<void> => {
    store.show({ type: 'deployment' }, next ? { maintenance: next } : {});
    await settled();
  };
  const element = new BmMaintenance();
  element.store = store;
  await announce(maintenance);
  await show(element);
  return { element, announce };
}
const said = (): string => find('[role="status"]').textContent.replaceAll(/\s+/g, ' ').trim();

describe('bm-maintenance', () => {
  it('shows nothing where nothing is announced', async () => {
    await showAnnounced();
    expect(said()).toBe('');
    expect(findAll('button')).toEqual([]);
  });

  it('says from when to when the messenger will be away, and what the operator adds', async () => {
    await showAnnounced(planned);
    expect(said()).toBe(
      'Wartung angekündigt Der Messenger wird vom 23. November 2026 um 18:00 bis 20:00 gewartet. In dieser Zeit können Sie sich nicht anmelden und nichts senden oder empfangen. Umzug ins neue Rechenzentrum. Bitte melden Sie sich vorher ab.',
    );
  });

  it('names the day of the end where that is another one', async () => {
    await showAnnounced({ ...planned, endsAtMs: new Date(2026, 10, 24, 6).getTime(), blocking: false });
    expect(said()).toContain('bis 24. November 2026 um 06:00 gewartet.');
    expect(said()).not.toContain('nicht anmelden');
  });

  it('says while it runs when it ends, and that nothing is lost', async () => {
    await showAnnounced({ ...planned, status: 'running' });
    expect(said()).toContain('Der Messenger wird gewartet Die Wartung dauert voraussichtlich bis 20:00.');
    expect(said()).toContain('nichts geht verloren');
  });

  it('shows of an ad-hoc message only its own words, as text', async () => {
    await showAnnounced({ ...planned, kind: 'message', blocking: false, description: '<b>Achtung</b>' });
    expect(said()).toBe('Hinweis Ihrer IT <b>Achtung</b>');
    expect(findAll('b')).toEqual([]);
  });

  it('is put away until it changes; what blocks stays', async () => {
    const { announce } = await showAnnounced({ ...planned, blocking: false });
    await userEvent.click(find('[part="hide"]'));
    await settled();
    expect(said()).toBe('');
    await announce({ ...planned, blocking: false });
    expect(said()).toBe('');
    await announce({ ...planned, status: 'running', blocking: false });
    expect(said()).toContain('Der Messenger wird gewartet');
    await announce({ ...planned, status: 'running' });
    expect(findAll('[part="hide"]')).toEqual([]);
    await announce();
    expect(said()).toBe('');
  });

  it('has its status region in the page before its words, so that they are spoken', async () => {
    const store = createFakeStore({ session: loggedOut() });
    store.show({ type: 'deployment' }, { maintenance: planned });
    const element = new BmMaintenance();
    element.store = store;
    document.body.append(element);
    const changed: Node[] = [];
    const observer = new MutationObserver((records) => changed.push(...records.map(({ target }) => target)));
    observer.observe(element.shadowRoot!, { subtree: true, childList: true });
    await expect.poll(said).toContain('Wartung angekündigt');
    observer.disconnect();
    expect(changed).toContain(find('[role="status"]'));
  });

  it.each(['announced', 'running'] as const)('has no accessibility findings while %s', async (status) => {
    await showAnnounced({ ...planned, status });
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('stands above the login of a whole chat as soon as something is announced', async () => {
    const store = createFakeStore({ session: loggedOut() });
    const chat = new BmChat();
    chat.store = store;
    chat.open = true;
    await show(chat);
    expect(findAll('bm-maintenance')).toEqual([]);
    store.show({ type: 'deployment' }, { maintenance: planned });
    await settled();
    const banner = find('bm-maintenance').getBoundingClientRect();
    const login = find('bm-login').getBoundingClientRect();
    expect(banner.height).toBeGreaterThan(20);
    expect(login.top).toBeGreaterThanOrEqual(banner.bottom - 1);
    expect(login.bottom).toBeLessThanOrEqual(chat.getBoundingClientRect().bottom + 1);
  });
});
