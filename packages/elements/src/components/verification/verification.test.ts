import { BmError, type VerificationState } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { de } from '../../translations/de.ts';
import { fr } from '../../translations/fr.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { anna, loggedIn, me } from '../../testing/snapshots.ts';
import { sasEmoji } from '../../testing/trust-snapshots.ts';
import { BmVerification } from './verification.ts';
import './verification.define.ts';

const own = { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' };
const other = { own: false, userId: anna.userId };
const endsAt = (): number => Date.now() + 9 * 60_000;

async function showVerification(state: VerificationState, inline = '900px'): Promise<FakeStore> {
  const store = createFakeStore({ session: loggedIn() });
  store.show({ type: 'verification' }, state);
  const element = new BmVerification();
  element.store = store;
  await show(element, { inline });
  return store;
}

const last = (store: FakeStore): unknown => store.commands.at(-1)?.type;

describe('bm-verification', () => {
  it('opens with the focus on its title when a request comes, and accepts', async () => {
    const store = await showVerification({ status: 'none' });
    expect(findAll('dialog')).toEqual([]);
    store.show({ type: 'verification' }, { status: 'requested', direction: 'incoming', peer: own, endsAt: endsAt() });
    await expect.poll(() => focused()?.id).toBe('title');
    await expect.poll(() => find('dialog').textContent).toContain('9 Minuten');
    expect(find('dialog').textContent).toContain('Diensthandy');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('.primary'));
    expect(last(store)).toBe('acceptVerification');
  });

  it('names another person by the user id alone', async () => {
    await showVerification({ status: 'requested', direction: 'incoming', peer: other, endsAt: endsAt() });
    expect(find('#title').textContent).toContain(anna.userId);
  });

  it('shows seven emoji with their names as text, and the numbers', async () => {
    const store = await showVerification({
      status: 'sas',
      peer: own,
      endsAt: endsAt(),
      emoji: sasEmoji,
      decimals: [1234, 5678, 9012],
    });
    expect(findAll('.emoji li span:last-child').map(({ textContent }) => textContent?.replace('\u00ad', ''))).toEqual([
      'Hund',
      'Schlüssel',
      'Rakete',
      'Regenschirm',
      'Daumen hoch',
      'Glühbirne',
      'Schraubenschlüssel',
    ]);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('.primary'));
    expect(last(store)).toBe('confirmSas');
    await userEvent.click(find('.danger'));
    expect(last(store)).toBe('rejectSas');
  });

  it('offers the emoji beside a QR code that readers can read', async () => {
    const store = await showVerification({
      status: 'choosing',
      peer: own,
      endsAt: endsAt(),
      methods: ['sas', 'showQr'],
      qr: Uint8Array.from({ length: 120 }, (_, at) => (at * 37) % 256),
    });
    await expect.poll(() => findAll('svg.qr path').length).toBe(1);
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.click(find('.primary'));
    expect(last(store)).toBe('startSas');
  });

  it('asks whether the other device shows success after it has read the code', async () => {
    const store = await showVerification({ status: 'qrScanned', peer: own, endsAt: endsAt() });
    await userEvent.click(find('.primary'));
    expect(last(store)).toBe('confirmQr');
  });

  it('cancels with Escape, and says why it ended', async () => {
    const store = await showVerification({ status: 'waiting', peer: own, endsAt: endsAt() });
    await userEvent.keyboard('{Escape}');
    expect(last(store)).toBe('cancelVerification');
    expect(find<HTMLDialogElement>('dialog').open).toBe(true);
    store.show({ type: 'verification' }, { status: 'cancelled', peer: own, reason: 'timedOut', byMe: false });
    await settled();
    expect(find('dialog').textContent).toContain('zu lange');
    await userEvent.click(find('.primary'));
    expect(store.commands.at(-1)).toEqual({ type: 'requestVerification', deviceId: 'HANDY' });
  });

  it('says in the dialog why a step could not be done', async () => {
    const store = await showVerification({ status: 'sas', peer: own, endsAt: endsAt(), emoji: sasEmoji, decimals: [] });
    store.answer({ confirmSas: () => Promise.reject(new BmError('VERIFICATION_NONE', '')) });
    await userEvent.click(find('.primary'));
    await expect.poll(() => find('[role="alert"]').textContent?.trim()).toBe(de.error('VERIFICATION_NONE'));
  });

  it('goes when its end was read', async () => {
    const store = await showVerification({ status: 'done', peer: own });
    store.answer({
      cancelVerification: () => (store.show({ type: 'verification' }, { status: 'none' }), undefined),
    });
    await userEvent.click(find('.primary'));
    await expect.poll(() => findAll('dialog').length).toBe(0);
  });

  it('fits into 280 px', async () => {
    await showVerification({ status: 'sas', peer: own, endsAt: endsAt(), emoji: sasEmoji, decimals: [] }, '280px');
    const dialog = find<HTMLDialogElement>('dialog');
    expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  });
});

describe('the names of the emoji', () => {
  it('are all translated', async () => {
    const { germanEmoji } = await import('../../translations/de.emoji.ts');
    const { frenchEmoji } = await import('../../translations/fr.emoji.ts');
    expect(Object.keys(germanEmoji)).toHaveLength(64);
    expect(Object.keys(frenchEmoji)).toEqual(Object.keys(germanEmoji));
    expect(fr.sasEmoji('Thumbs Up')).toBe('Pouce en l’air');
    expect(de.sasEmoji('something new')).toBe('something new');
  });
});
