import { BmError, type EncryptionState } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { loggedIn } from '../../testing/snapshots.ts';
import { isEndOfKey, keyGroups } from './recovery-key.ts';
import { BmRecovery } from './recovery.ts';
import './recovery.define.ts';

const key = 'EsTc 9HwY 3mXq Kd7N Pf2R Wv5L tB8j Zc4G Qn6M Ys1D Ha3F uJ9k';
const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;

const setUpNeeded = (mandatory = false, notConfirmed = false): EncryptionState => ({
  status: 'setUpNeeded',
  mandatory,
  notConfirmed,
  keeper: 'user',
  ...safety,
});
const ready: EncryptionState = { status: 'ready', recovery: 'set', ...safety };

async function showRecovery(
  state: EncryptionState,
  mode: BmRecovery['mode'] = 'notice',
  inline = '900px',
): Promise<{ store: FakeStore; element: BmRecovery }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show({ type: 'encryption' }, state);
  store.answer({ setUpRecovery: () => ({ recoveryKey: key }) });
  const element = new BmRecovery();
  element.store = store;
  element.mode = mode;
  await show(element, { inline });
  return { store, element };
}

const types = (store: FakeStore): string[] => store.commands.map(({ type }) => type);
const dialog = (): HTMLDialogElement => find('dialog');
const openPrompt = (): Promise<void> => userEvent.click(find('.bar .primary'));

describe('bm-recovery', () => {
  describe('setting up', () => {
    it('leads by keyboard alone from the notice to a key that the user has kept', async () => {
      const { store } = await showRecovery(setUpNeeded());
      find('.bar .primary').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => dialog().open).toBe(true);
      expect(dialog()).toHaveAccessibleDescription(/^Mit einem Wieder/u);
      find('.flow .primary').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => findAll('[part="key"] span').length).toBe(12);
      await expect.poll(() => focused()).toHaveAccessibleDescription(/Ihr Wieder.*nur jetzt angezeigt/u);
      expect(await accessibilityFindings()).toEqual([]);
      find('.flow .primary').focus();
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.id).toBe('check');
      expect(focused()).toHaveAccessibleDescription(/^Sehen Sie dort nach/u);
      await userEvent.keyboard('XXXX{Enter}');
      await expect.poll(() => find('#check').getAttribute('aria-invalid')).toBe('true');
      expect(types(store)).not.toContain('confirmRecovery');
      await userEvent.fill(find('#check'), 'uJ9k');
      store.answer({ confirmRecovery: () => (store.show({ type: 'encryption' }, ready), undefined) });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => dialog().textContent).toContain('gesichert');
      expect(focused()).toHaveAccessibleDescription(/gesichert/u);
      expect(store.commands.at(-1)).toEqual({ type: 'confirmRecovery', recoveryKey: key });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => findAll('dialog, .bar').length).toBe(0);
    });

    it('keeps the key on the screen when Escape is pressed before it is confirmed', async () => {
      await showRecovery(setUpNeeded());
      await openPrompt();
      await userEvent.click(find('.flow .primary'));
      await expect.poll(() => findAll('[part="key"]').length).toBe(1);
      await userEvent.keyboard('{Escape}');
      expect(dialog().open).toBe(true);
    });

    it('says how strong a passphrase is, and that the repetition differs', async () => {
      const { store } = await showRecovery(setUpNeeded());
      store.answer({
        ratePassphrase: ({ passphrase }) => (passphrase.length > 12 ? 'strong' : 'weak'),
      });
      await openPrompt();
      await userEvent.click(find('input[type="checkbox"]'));
      await userEvent.fill(find('#passphrase'), 'kurz');
      await expect.poll(() => find('#strength').textContent).toContain('Zu schwach');
      await userEvent.fill(find('#passphrase'), 'sieben blaue Regenschirme');
      await expect.poll(() => find('#strength').textContent).toContain('Stark');
      await userEvent.fill(find('#repeat'), 'sieben');
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => focused()?.id).toBe('repeat');
      expect(types(store)).not.toContain('setUpRecovery');
      await userEvent.fill(find('#repeat'), 'sieben blaue Regenschirme');
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => findAll('[part="key"]').length).toBe(1);
    });

    it('can be put off, and asks the store to', async () => {
      const { store } = await showRecovery(setUpNeeded());
      await userEvent.click(find('[part="later"]'));
      await expect.poll(() => findAll('.bar').length).toBe(0);
      expect(types(store)).toEqual(['postponeRecovery']);
    });

    it('cannot be put off where it is mandatory', async () => {
      await showRecovery(setUpNeeded(true), 'page');
      expect(findAll('[part="later"]')).toEqual([]);
      expect(findAll('.actions .button:not(.primary)')).toEqual([]);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('shows nothing where the portal keeps the key', async () => {
      await showRecovery({ ...setUpNeeded(true), keeper: 'portal' } as EncryptionState);
      expect(findAll('.bar, dialog')).toEqual([]);
    });

    it('asks for the key again where nobody has confirmed it, or makes another', async () => {
      const { store } = await showRecovery(setUpNeeded(false, true));
      await openPrompt();
      await userEvent.fill(find('#secret'), key);
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => types(store)).toEqual(['confirmRecovery']);
    });
  });

  describe('unlocking', () => {
    const locked: EncryptionState = {
      status: 'unlockNeeded',
      methods: ['recoveryKey', 'passphrase', 'otherDevice'],
      ...safety,
    };

    it('takes a key, says at the field that it is wrong, and closes when it is right', async () => {
      const { store } = await showRecovery(locked);
      await openPrompt();
      await expect.poll(() => focused()?.id).toBe('secret');
      store.answer({ unlock: () => Promise.reject(new BmError('RECOVERY_KEY_WRONG', '')) });
      await userEvent.keyboard('falsch{Enter}');
      await expect.poll(() => find('#secret').getAttribute('aria-invalid')).toBe('true');
      expect(find('#secret')).toHaveAccessibleDescription(/nicht richtig|stimmt nicht|falsch/u);
      expect(await accessibilityFindings()).toEqual([]);
      store.answer({ unlock: () => (store.show({ type: 'encryption' }, ready), undefined) });
      await userEvent.keyboard('{Enter}');
      await expect.poll(() => findAll('dialog[open]').length).toBe(0);
    });

    it('takes a passphrase, or asks another device', async () => {
      const { store } = await showRecovery(locked);
      await openPrompt();
      await userEvent.click(findAll('.others .link')[0]!);
      await expect.poll(() => find<HTMLInputElement>('#secret').type).toBe('password');
      await userEvent.fill(find('#secret'), 'sieben blaue Regenschirme');
      await userEvent.keyboard('{Enter}');
      await expect
        .poll(() => store.commands.at(-1))
        .toEqual({
          type: 'unlock',
          secret: { passphrase: 'sieben blaue Regenschirme' },
        });
      await openPrompt();
      await userEvent.click(findAll('.others .link')[1]!);
      await userEvent.click(find('.flow form .primary'));
      await expect.poll(() => store.commands.at(-1)).toEqual({ type: 'requestVerification' });
      await expect.poll(() => dialog().open).toBe(false);
    });

    it('names what is lost before it begins anew, and asks to log in again in the same dialog', async () => {
      const { store } = await showRecovery(locked);
      let done: () => void = () => undefined;
      store.answer({ resetIdentity: () => new Promise<undefined>((resolve) => (done = () => resolve(undefined))) });
      await openPrompt();
      await userEvent.click(findAll('.others .link').at(-1)!);
      await expect.poll(() => findAll('.consequences li').length).toBe(3);
      await userEvent.click(find('.flow .danger'));
      store.show(
        { type: 'reauthentication' },
        { status: 'needed', purpose: 'resetIdentity', methods: [{ type: 'password' }] },
      );
      await expect.poll(() => focused()?.id).toBe('reauthentication-password');
      expect(await accessibilityFindings()).toEqual([]);
      await userEvent.keyboard('geheim{Enter}');
      await expect.poll(() => store.commands.at(-1)).toEqual({ type: 'reauthenticate', password: 'geheim' });
      store.show({ type: 'reauthentication' }, { status: 'none' });
      store.show({ type: 'encryption' }, setUpNeeded());
      done();
      await expect.poll(() => find('dialog h3').textContent).toContain('Sichern Sie');
    });

    it('shows how far the keys are restored', async () => {
      await showRecovery({ status: 'ready', recovery: 'set', ...safety, restoring: { done: 120, total: 900 } });
      expect(find<HTMLProgressElement>('progress').position).toBeCloseTo(120 / 900);
      expect(find('.bar').textContent).toContain('120 von 900');
      expect(await accessibilityFindings()).toEqual([]);
    });
  });

  it('says what is lost before it offers to begin anew', async () => {
    await showRecovery({ status: 'resetNeeded', ...safety });
    expect(find('.bar strong').textContent).toBe('Frühere Nachrichten lassen sich nicht mehr entsperren');
    expect(find('.bar .primary').textContent?.trim()).toBe('Neu beginnen');
  });

  it('is honest where nothing can help', async () => {
    await showRecovery({ status: 'deadEnd', reason: 'noReauthentication', ...safety });
    await openPrompt();
    expect(dialog().textContent).toContain('Administration');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => dialog().open).toBe(false);
  });

  it('fits into 280 px', async () => {
    const { element } = await showRecovery(setUpNeeded(true), 'page', '280px');
    await userEvent.click(find('.flow .primary'));
    await settled();
    expect(element.scrollWidth).toBeLessThanOrEqual(280);
  });
});

describe('the check of the key', () => {
  it('takes the last four characters or the whole key, whatever the spaces', () => {
    expect(isEndOfKey(key, 'uJ9k')).toBe(true);
    expect(isEndOfKey(key, ` ${key.replaceAll(' ', '')}`)).toBe(true);
    expect(isEndOfKey(key, 'uj9k')).toBe(false);
    expect(isEndOfKey(key, 'J9k')).toBe(false);
    expect(isEndOfKey(key, '')).toBe(false);
  });

  it('shows groups of four', () => {
    expect(keyGroups(key)).toHaveLength(12);
  });
});
