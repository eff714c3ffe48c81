import { BmError, type SessionState } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { de } from '../../translations/de.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { loggedIn, loggedOut } from '../../testing/snapshots.ts';
import './login.define.ts';
import { BmLogin } from './login.ts';

const offline = { code: 'OFFLINE', message: '' } as const;
const states: Readonly<Record<string, SessionState>> = {
  starting: { status: 'starting' },
  waiting: { status: 'waitingForOtherPage' },
  checking: loggedOut({ homeserver: { status: 'checking' } }),
  reachable: loggedOut({ reason: 'tokenUnknown' }),
  'without a usable flow': loggedOut({ homeserver: { status: 'reachable', flows: ['m.login.cas'] } }),
  'elsewhere alone': loggedOut({ homeserver: { status: 'reachable', flows: [], issuer: 'https://sso.example/' } }),
  'elsewhere besides': loggedOut({
    homeserver: {
      status: 'reachable',
      flows: ['m.login.password', 'm.login.sso'],
      identityProviders: [{ id: 'amt', name: 'Amt' }],
    },
  }),
  unreachable: loggedOut({ homeserver: { status: 'unreachable', error: offline } }),
  loggingIn: { status: 'loggingIn' },
  loggingOut: { status: 'loggingOut' },
  refused: { status: 'refused', error: { code: 'WL_HOST', message: '' } },
};

async function showLogin(session: SessionState = loggedOut()): Promise<FakeStore> {
  const store = createFakeStore({
    session,
    deployment: {
      imprintUrl: 'https://behoerde.example/impressum',
      privacyUrl: 'https://behoerde.example/datenschutz',
    },
  });
  const element = new BmLogin();
  element.store = store;
  element.homeserver = 'behoerde.example';
  await show(element);
  return store;
}

const user = (): HTMLInputElement => find('#user');
const password = (): HTMLInputElement => find('#password');
const fill = async (): Promise<void> => {
  await userEvent.fill(user(), 'jana.weber');
  await userEvent.fill(password(), 'geheim');
};

describe('bm-login', () => {
  describe('accessibility', () => {
    it.each(Object.keys(states))('has no findings: %s', async (name) => {
      await showLogin(states[name]);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('lets password managers fill its fields', async () => {
      await showLogin();
      expect(user()).toHaveAttribute('autocomplete', 'username');
      expect(password()).toHaveAttribute('autocomplete', 'current-password');
      expect(user()).toHaveAccessibleName('Benutzername');
      expect(password()).toHaveAccessibleName('Passwort');
    });

    it('says where the focus comes to why nobody is logged in', async () => {
      await showLogin(loggedOut({ reason: 'loggedOut' }));
      expect(user()).toHaveAccessibleDescription(/^Sie sind abgemeldet\..* Zum Beispiel/u);
    });

    it('takes a pasted password', async () => {
      await showLogin();
      const paste = new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true });
      expect(password().dispatchEvent(paste)).toBe(true);
    });

    it('focuses the first empty field and ties the reason to it', async () => {
      const store = await showLogin();
      await userEvent.click(find('[part="submit"]'));
      await expect.poll(focused).toBe(user());
      expect(user()).toHaveAccessibleDescription(/Bitte geben Sie Ihren Benutzernamen ein/u);
      expect(password()).toHaveAccessibleDescription(/Bitte geben Sie Ihr Passwort ein/u);
      expect(store.commands).toEqual([]);
    });

    it('focuses the summary after a refusal, keeps what was typed and ties the reason to both fields', async () => {
      const store = await showLogin();
      store.answer({ login: () => Promise.reject(new BmError('LOGIN_FORBIDDEN', 'no')) });
      await fill();
      await userEvent.click(find('[part="submit"]'));
      await expect.poll(() => focused()?.id).toBe('summary');
      expect(find('#summary')?.textContent).toMatch(/Benutzername oder Passwort ist falsch/u);
      expect(user()).toHaveAccessibleDescription(/Benutzername oder Passwort ist falsch/u);
      expect(password()).toHaveAttribute('aria-invalid', 'true');
      expect(password().value).toBe('geheim');
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('shows and hides the password', async () => {
      await showLogin();
      await userEvent.click(find('.with-toggle button'));
      await expect.poll(() => password().type).toBe('text');
      expect(find('.with-toggle button')).toHaveAccessibleName('Passwort verbergen');
    });
  });

  describe('with a portal', () => {
    const flows = ['org.matrix.login.jwt', 'm.login.password'];
    const atPortal = (reason?: 'loggedOut' | 'tokenUnknown'): SessionState =>
      loggedOut({ homeserver: { status: 'reachable', flows }, ...(reason && { reason }) });
    const login = { type: 'login', request: { type: 'org.matrix.login.jwt', token: 'kopf.inhalt.siegel' } };

    async function showPortal(state: SessionState, provider?: () => Promise<string>): Promise<FakeStore> {
      const store = createFakeStore({ session: loggedOut({ homeserver: { status: 'checking' } }) });
      const element = new BmLogin();
      element.store = store;
      element.tokenProvider = provider;
      await show(element);
      store.show({ type: 'session' }, state);
      return store;
    }

    it('logs in with its token at once, without a form', async () => {
      const store = await showPortal(atPortal(), async () => 'kopf.inhalt.siegel');
      await expect.poll(() => store.commands).toEqual([login]);
      expect(findAll('input')).toEqual([]);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('waits for the user after a log-out', async () => {
      const store = await showPortal(atPortal('loggedOut'), async () => 'kopf.inhalt.siegel');
      await expect.poll(() => find('[part="submit"]').textContent?.trim()).toBe('Anmelden');
      expect(store.commands).toEqual([]);
      await userEvent.click(find('[part="submit"]'));
      await expect.poll(() => store.commands).toEqual([login]);
    });

    it.each([
      ['the portal gives no token', () => Promise.reject(new Error('geheim'))],
      ['the homeserver does not take it', () => Promise.resolve('abgelaufen')],
    ])('says that %s, and tries again only on demand', async (_, provider) => {
      let asked = 0;
      const store = await showPortal(loggedOut({ homeserver: { status: 'checking' } }), () => (asked++, provider()));
      store.answer({ login: () => Promise.reject(new BmError('LOGIN_TOKEN_REFUSED', '')) });
      store.show({ type: 'session' }, atPortal());
      await expect.poll(() => find('[role="alert"]').textContent).toContain('am Portal neu an');
      expect(find('[part="base"]').textContent).not.toContain('geheim');
      expect(asked).toBe(1);
      await userEvent.click(find('[part="submit"]'));
      await expect.poll(() => asked).toBe(2);
    });

    it('says so where the page logs in by itself and there is no other flow', async () => {
      await showPortal(loggedOut({ homeserver: { status: 'reachable', flows: ['org.matrix.login.jwt'] } }));
      await expect.poll(() => find('[part="form"]').textContent?.trim()).toBe(de.portalLogin);
      expect(findAll('[part="form"] button')).toEqual([]);
    });
  });

  describe('with a login elsewhere', () => {
    const before = location.href;
    const url = 'https://sso.example/authorize?state=bm.default.x';
    afterEach(() => history.replaceState(null, '', before));

    /** Stays on this page, as a portal may that opens the address itself. @returns where the page would have gone */
    function stay(): readonly string[] {
      const urls: string[] = [];
      document.body.addEventListener(
        'bm-sign-in',
        (event) => {
          event.preventDefault();
          urls.push(event.detail.url);
        },
        { once: true },
      );
      return urls;
    }
    const at = (homeserver: object): SessionState =>
      loggedOut({ homeserver: { status: 'reachable', flows: [], ...homeserver } });

    it('is one button and no form where the homeserver leaves it to an issuer', async () => {
      const store = await showLogin(states['elsewhere alone']);
      store.answer({ beginLogin: () => ({ url }) });
      const left = stay();
      expect(user().checkVisibility()).toBe(false);
      expect(findAll('[part="submit"]').filter((button) => button.checkVisibility())).toHaveLength(1);
      await userEvent.click(find('[part="elsewhere"] button'));
      await expect.poll(() => left).toEqual([url]);
      expect(store.commands).toEqual([{ type: 'beginLogin', request: { type: 'oauth', redirectUrl: location.href } }]);
    });

    it('is a button for each provider, by its name', async () => {
      const identityProviders = [
        { id: 'amt', name: 'Amt' },
        { id: 'land', name: 'Landesportal' },
      ];
      const store = await showLogin(at({ flows: ['m.login.sso'], identityProviders }));
      store.answer({ beginLogin: () => ({ url }) });
      const left = stay();
      const buttons = findAll('[part="elsewhere"] button');
      expect(buttons.map((button) => button.textContent.trim())).toEqual([
        'Mit Amt anmelden',
        'Mit Landesportal anmelden',
      ]);
      await userEvent.click(buttons[1]!);
      await expect.poll(() => left).toEqual([url]);
      expect(store.commands).toMatchObject([{ request: { type: 'm.login.sso', idpId: 'land' } }]);
    });

    it('stands beside the form where a password works, too', async () => {
      const store = await showLogin(states['elsewhere besides']);
      expect(user().checkVisibility()).toBe(true);
      await fill();
      await userEvent.keyboard('{Enter}');
      expect(store.commands).toMatchObject([{ type: 'login', request: { type: 'm.login.password' } }]);
    });

    it('is never preceded by fields for a password', async () => {
      const store = await showLogin(states['checking']);
      expect(user().checkVisibility()).toBe(false);
      expect(find('.wait')).toHaveTextContent('Verbindung zum Server wird geprüft …');
      store.show({ type: 'session' }, states['elsewhere alone']!);
      await expect.poll(() => findAll('[part="elsewhere"] button').length).toBe(1);
      expect(user().checkVisibility()).toBe(false);
      expect(findAll('.wait')).toEqual([]);
    });

    it('goes on when the page is back with its answer, and shows no form meanwhile', async () => {
      history.replaceState(null, '', '#state=bm.default.x&code=geheim');
      const address = location.href;
      const store = await showLogin(loggedOut({ homeserver: { status: 'checking' } }));
      expect(location.hash).toBe('');
      expect(store.commands).toEqual([{ type: 'login', request: { type: 'callback', url: address } }]);
      expect(find('[part="base"]').textContent).not.toContain('geheim');
    });

    it.each([
      ['LOGIN_CANCELLED', /abgebrochen/u],
      ['WL_CALLBACK', /nicht in diesem Browser begonnen/u],
    ] as const)('says in words how it went: %s', async (code, words) => {
      const store = await showLogin(loggedOut({ homeserver: { status: 'checking' } }));
      store.answer({ login: () => Promise.reject(new BmError(code, '')) });
      history.replaceState(null, '', '#state=bm.default.x&error=access_denied');
      store.show({ type: 'session' }, states['elsewhere alone']!);
      await expect.poll(() => find('[part="elsewhere"] [role="alert"]').textContent).toMatch(words);
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('says so where it cannot begin', async () => {
      const store = await showLogin(states['elsewhere alone']);
      store.answer({ beginLogin: () => Promise.reject(new BmError('LOGIN_CLIENT_REFUSED', '')) });
      await userEvent.click(find('[part="elsewhere"] button'));
      await expect
        .poll(() => find('[part="elsewhere"] [role="alert"]').textContent)
        .toMatch(/lässt diese Seite nicht zu/u);
    });

    it('only cleans the address where somebody is logged in already', async () => {
      history.replaceState(null, '', '#state=bm.default.x&code=geheim');
      const store = await showLogin(loggedIn());
      await expect.poll(() => location.hash).toBe('');
      expect(store.commands).toEqual([]);
    });
  });

  describe('properties', () => {
    it('logs in with user name and password', async () => {
      const store = await showLogin();
      await fill();
      await userEvent.keyboard('{Enter}');
      expect(store.commands).toEqual([
        { type: 'login', request: { type: 'm.login.password', user: 'jana.weber', password: 'geheim' } },
      ]);
    });

    it('links to imprint, privacy and the page’s declaration of accessibility before the login', async () => {
      await showLogin();
      find<BmLogin>('bm-login').accessibilityUrl = '/barrierefreiheit';
      await settled();
      const links = findAll<HTMLAnchorElement>('[part="legal"] a');
      expect(links.map(({ href, rel }) => [href, rel])).toEqual([
        ['https://behoerde.example/impressum', 'noopener noreferrer'],
        ['https://behoerde.example/datenschutz', 'noopener noreferrer'],
        [new URL('/barrierefreiheit', location.href).href, 'noopener noreferrer'],
      ]);
    });

    it('keeps what was typed while the server cannot be reached, and tries again on demand', async () => {
      const store = await showLogin();
      await fill();
      store.show({ type: 'session' }, loggedOut({ homeserver: { status: 'unreachable', error: offline } }));
      await expect.poll(() => findAll('.notice.danger').length).toBe(1);
      await userEvent.click(find('.notice button'));
      expect(store.commands).toEqual([{ type: 'reconnect' }]);
      store.show({ type: 'session' }, loggedOut());
      await expect.poll(() => user().checkVisibility()).toBe(true);
      expect(user().value).toBe('jana.weber');
    });

    it('tells administrators alone what they should look after, though the whitelist approves', async () => {
      const store = await showLogin();
      expect(findAll('[part="warnings"]')).toEqual([]);
      const warnings = [
        { code: 'WL_LIST_FETCH', message: '' },
        { code: 'WL_TOKEN_SHORT_KEY', message: '', field: 'whitelist.serverToken.keys' },
      ] as const;
      store.show({ type: 'deployment' }, { warnings });
      await expect.poll(() => findAll('[part="warnings"] details').length).toBe(1);
      expect(find('[part="warnings"] summary')?.checkVisibility()).toBe(true);
      expect(find('[part="warnings"] p')?.checkVisibility()).toBe(false);
      await userEvent.click(find('[part="warnings"] summary'));
      expect(find('[part="warnings"]')?.textContent).toMatch(
        /abgerufen.*WL_LIST_FETCH.*3000 Bit.*WL_TOKEN_SHORT_KEY.*whitelist\.serverToken\.keys/su,
      );
      expect(await accessibilityFindings()).toEqual([]);
    });

    it('tells users what to do and administrators why, when the whitelist refuses', async () => {
      await showLogin(states['refused']);
      expect(find('.notice')?.textContent).toMatch(/für den Chat nicht freigegeben/u);
      await userEvent.click(find('summary'));
      expect(find('details')?.textContent).toMatch(/Hostname.*WL_HOST/su);
    });

    it('offers to ask again where nobody answered whether the homeserver is approved', async () => {
      const store = await showLogin({
        status: 'refused',
        error: { code: 'WL_TOKEN_FETCH_FAILED', message: '' },
        retries: true,
      });
      await userEvent.click(find('.notice button'));
      expect(store.commands).toEqual([{ type: 'reconnect' }]);
    });

    it('says that no flow can be used', async () => {
      await showLogin(states['without a usable flow']);
      expect(find('.notice')?.textContent).toMatch(/keine Anmeldung an, die hier möglich ist/u);
      expect(find('form').checkVisibility()).toBe(false);
    });
  });
});
