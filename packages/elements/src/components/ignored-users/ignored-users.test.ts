import { BmError } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { anna, cem, loggedIn } from '../../testing/snapshots.ts';
import { BmIgnoredUsers } from './ignored-users.ts';
import './ignored-users.define.ts';

const ida = { userId: '@ida:land.example', displayName: '@ida:land.example' };

async function showPeople(users = [anna, cem, ida], inline = '480px'): Promise<FakeStore> {
  const store = createFakeStore({ session: loggedIn(), ignoredUsers: { users } });
  const element = new BmIgnoredUsers();
  element.store = store;
  await show(element, { inline, block: 'auto' });
  return store;
}

const shown = (): (string | undefined)[] =>
  findAll('.person .who').map(({ textContent }) => textContent?.replace(/\s+/gu, ' ').trim());
const said = (): string | undefined => find('[role="status"]').textContent?.trim();

describe('bm-ignored-users', () => {
  it('shows each person with name and user id, and says what it means', async () => {
    await showPeople();
    expect(shown()).toEqual([`${anna.displayName} ${anna.userId}`, `${cem.displayName} ${cem.userId}`, ida.userId]);
    expect(find('.hint').textContent).toContain('in keinem Raum');
    expect(find('ul')).toHaveAccessibleName('Blockierte Personen');
    expect(findAll('.person button')[1]).toHaveAccessibleName(`Blockierung aufheben: ${cem.displayName}`);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('says that there is nobody', async () => {
    await showPeople([]);
    expect(find('.hint').textContent).toBe('Sie haben niemanden blockiert.');
    expect(findAll('ul')).toEqual([]);
    expect(await accessibilityFindings()).toEqual([]);
  });

  it('ends it with the keyboard, says so, and keeps the focus in its place', async () => {
    const store = await showPeople();
    const remaining = [anna, cem, ida];
    store.answer({
      setIgnored({ userId }) {
        remaining.splice(
          remaining.findIndex((one) => one.userId === userId),
          1,
        );
        store.show({ type: 'ignoredUsers' }, { users: [...remaining] });
        return undefined;
      },
    });
    findAll('.person button')[1]!.focus();
    await userEvent.keyboard('{Enter}');
    expect(store.commands.at(-1)).toEqual({ type: 'setIgnored', userId: cem.userId, isIgnored: false });
    await expect.poll(said).toMatch(/Cem.*nicht mehr blockiert/u);
    expect(focused()).toHaveAccessibleName(`Blockierung aufheben: ${ida.userId}`);
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.getAttribute('aria-label')).toBe(`Blockierung aufheben: ${anna.displayName}`);
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.textContent).toBe('Sie haben niemanden blockiert.');
  });

  it('says why it could not be ended', async () => {
    const store = await showPeople();
    store.answer({ setIgnored: () => Promise.reject(new BmError('OFFLINE', '')) });
    await userEvent.click(find('.person button'));
    await expect.poll(() => findAll('[role="alert"] .field-error').length).toBe(1);
    store.answer({ setIgnored: () => undefined });
    await userEvent.click(find('.person button'));
    await expect.poll(() => findAll('.field-error').length).toBe(0);
    await settled();
  });

  it('fits into 240 px, with long names', async () => {
    await showPeople(
      [{ userId: `@${'lang'.repeat(30)}:behoerde.example`, displayName: 'Freifrau von und zu '.repeat(9) }],
      '240px',
    );
    const element = find('bm-ignored-users');
    expect(element.scrollWidth).toBeLessThanOrEqual(240);
  });
});
