import type { ErrorCode, SessionState } from '@bundesmessenger/store';
import { createFakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { find, settled, show } from '../../testing/page.ts';
import { loggedIn } from '../../testing/snapshots.ts';
import './connection-banner.define.ts';
import { BmConnectionBanner } from './connection-banner.ts';

const offline = (code: ErrorCode): SessionState =>
  loggedIn({ sync: { status: 'offline', error: { code, message: 'the encryption file did not come' } } });

async function showBanner(state: SessionState) {
  const reportError = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined);
  const store = createFakeStore({ session: state });
  const banner = new BmConnectionBanner();
  banner.store = store;
  await show(banner);
  const words = (): string | undefined => find('[role="status"]').textContent?.trim();
  return { store, words, reportError };
}

afterEach(() => vi.restoreAllMocks());

describe('bm-connection-banner', () => {
  it('says that there is no connection, and how it goes on', async () => {
    const { words, reportError } = await showBanner(offline('OFFLINE'));
    expect(words()).toMatch(/^Keine Verbindung\. Sie können weiter lesen und schreiben\./u);
    expect(reportError).not.toHaveBeenCalled();
  });

  it('says that a part of the chat is missing on the server, and nothing any more when it is back', async () => {
    const { store, words } = await showBanner(offline('HOST_FILE_MISSING'));
    expect(words()).toBe('Auf dem Server fehlt ein Teil des Chats. Bitte wenden Sie sich an Ihre IT.');
    store.show({ type: 'session' }, loggedIn());
    await settled();
    expect(words()).toBe('');
  });

  it('tells the console of the page once which file is missing', async () => {
    const { store, reportError } = await showBanner(offline('HOST_FILE_MISSING'));
    store.show({ type: 'session' }, loggedIn());
    store.show({ type: 'session' }, offline('HOST_FILE_MISSING'));
    await settled();
    expect(reportError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: 'HOST_FILE_MISSING', message: 'the encryption file did not come' }),
    );
  });
});
