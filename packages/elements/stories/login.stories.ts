import { BmError, type ErrorCode, type SessionState } from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/login/login.define.ts';
import { loggedOut } from '../src/testing/snapshots.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-login', component: 'bm-login' };
export default meta;

const submit = '[part="submit"]';

const login = (session: SessionState, play?: () => Promise<void>, changes: Changes = {}): StoryObj =>
  story(
    () => html`<bm-login .store=${storeOf({ session, ...changes })} homeserver="behoerde.example"></bm-login>`,
    'page',
    play,
  );

const typed = async (...pressed: readonly string[]): Promise<void> => {
  await type('#user', 'jana.weber');
  await type('#password', 'ein langes Passwort');
  await press(...pressed);
};

const refusedBy = (code: ErrorCode): StoryObj =>
  login(loggedOut(), () => typed(submit), { answers: { login: () => Promise.reject(new BmError(code, '')) } });

const refused = (code: ErrorCode, retries?: true): StoryObj =>
  login({ status: 'refused', error: { code, message: '' }, ...(retries && { retries }) });

export const Empty = login(loggedOut());
export const Filled = login(loggedOut(), () => typed());
export const PasswordShown = login(loggedOut(), () => typed('.with-toggle button'));
export const NothingTyped = login(loggedOut(), () => press(submit));
export const WrongPassword = refusedBy('LOGIN_FORBIDDEN');
export const TooManyTries = refusedBy('RATE_LIMITED');
export const Deactivated = refusedBy('LOGIN_ACCOUNT_DISABLED');
export const LoggingIn = login({ status: 'loggingIn' });
export const Checking = login(loggedOut({ homeserver: { status: 'checking' } }));
export const Unreachable = login(
  loggedOut({ homeserver: { status: 'unreachable', error: { code: 'OFFLINE', message: '' } } }),
);
export const OtherLoginsOnly = login(loggedOut({ homeserver: { status: 'reachable', flows: ['m.login.cas'] } }));
const issuer = { status: 'reachable', flows: [], issuer: 'https://anmeldung.behoerde.example/' } as const;
const sso = { status: 'reachable', flows: ['m.login.sso'] } as const;
const providers = [
  { id: 'oidc-behoerde', name: 'Behördenkonto' },
  { id: 'oidc-land', name: 'Landesportal' },
];
const elsewhere = '[part="elsewhere"] button';
const never = new Promise<never>(() => undefined);
const cannotBegin = (code: ErrorCode): Changes => ({
  answers: { beginLogin: () => Promise.reject(new BmError(code, '')) },
});
export const AtIssuer = login(loggedOut({ homeserver: issuer }));
export const AtIssuerOrHere = login(loggedOut({ homeserver: { ...issuer, flows: ['m.login.password'] } }));
export const AtIssuerLeaving = login(loggedOut({ homeserver: issuer }), () => press(elsewhere), {
  answers: { beginLogin: () => never },
});
export const AtIssuerNotAdmitted = login(
  loggedOut({ homeserver: issuer }),
  () => press(elsewhere),
  cannotBegin('LOGIN_CLIENT_REFUSED'),
);
export const AtIssuerAgain = login(loggedOut({ homeserver: issuer, reason: 'tokenUnknown' }));
export const SingleSignOn = login(loggedOut({ homeserver: sso }));
export const SingleSignOnProviders = login(loggedOut({ homeserver: { ...sso, identityProviders: providers } }));
export const SingleSignOnOrHere = login(
  loggedOut({
    homeserver: { ...sso, flows: ['m.login.password', 'm.login.sso'], identityProviders: providers.slice(0, 1) },
  }),
);
const jwt = { status: 'reachable', flows: ['org.matrix.login.jwt'] } as const;
const portal = (session: SessionState, provider: () => Promise<string>, changes: Changes = {}): StoryObj =>
  story(
    () =>
      html`<bm-login
        .store=${storeOf({ session, ...changes })}
        .tokenProvider=${provider}
        homeserver="behoerde.example"
      ></bm-login>`,
    'page',
  );
export const ByPortal = portal(loggedOut({ homeserver: jwt, reason: 'loggedOut' }), () => Promise.resolve(''));
export const ByPortalAsking = portal(loggedOut({ homeserver: jwt }), () => new Promise<string>(() => undefined));
export const ByPortalRefused = portal(loggedOut({ homeserver: jwt }), () => Promise.reject(new Error('no token')));
export const LoggedOut = login(loggedOut({ reason: 'loggedOut' }));
export const Expired = login(loggedOut({ reason: 'tokenUnknown' }));
export const StorageLost = login(loggedOut({ reason: 'storeLost' }));
export const Starting = login({ status: 'starting' });
export const InAnotherTab = login({ status: 'waitingForOtherPage' });
export const LoggingOut = login({ status: 'loggingOut' });
export const ServerNotApproved = refused('WL_SERVER_NAME');
export const ApprovalNotAnswered = refused('WL_TOKEN_FETCH_FAILED', true);
export const UnsupportedBrowser = refused('UNSUPPORTED_BROWSER');
export const AdministratorsWarning = login(loggedOut(), undefined, {
  deployment: { warnings: [{ code: 'WL_LIST_EXPIRED', message: '' }] },
});
export const WithNotice = story(
  () =>
    html`<bm-login .store=${storeOf({ session: loggedOut() })} homeserver="behoerde.example"
      ><p slot="notice">Melden Sie sich mit Ihrer dienstlichen Kennung an.</p></bm-login
    >`,
  'page',
);
