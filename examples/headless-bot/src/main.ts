/** Runs the bot: configuration from the environment, a session and a store in memory, until the process is asked to end. */
import {
  allowInsecureLocalhost,
  BmError,
  type SessionOptions,
  type SessionState,
  type Store,
} from '@bundesmessenger/store';
import { createSession, createStore } from '@bundesmessenger/store/host';
import { startOpeningHoursBot } from './opening-hours-bot.ts';

/** Ends the process with one sentence: what is wrong here is wrong outside, and no stack says where. */
function fail(why: string): never {
  console.error(why);
  process.exit(1);
}

const reasonOf = (error: unknown): string =>
  error instanceof BmError ? `${error.message} (${error.code})` : String(error);
const required = (name: string): string => process.env[name] || fail(`Set ${name}; README.md says to what.`);

const serverName = required('BM_HOMESERVER');
const baseUrl = required('BM_BASE_URL');
const user = required('BM_USER');
const password = required('BM_PASSWORD');
const options: SessionOptions = {
  homeserver: serverName,
  whitelist: { servers: [{ serverName, baseUrl }] },
  // Without TLS only on this machine, for trying it out.
  ...(URL.parse(baseUrl)?.hostname === 'localhost' && { [allowInsecureLocalhost]: true as const }),
};

console.log(`Logging in at ${baseUrl} …`);
const session = await createSession(options).catch((error: unknown) => fail(reasonOf(error)));
const store = createStore(session);
await until(store, (state) => state.status === 'loggedOut' && state.homeserver.status === 'reachable');
await store
  .login({ type: 'm.login.password', user, password })
  .catch((error: unknown) => fail(`${user} cannot log in: ${reasonOf(error)}`));
await until(store, (state) => state.status === 'loggedIn' && state.sync.status === 'live');
const bot = startOpeningHoursBot({ store, log: console.error });
console.log('The bot answers.');

/** Its keys live in memory only: the device goes with the process, so that nobody encrypts for it any more. */
async function end(): Promise<void> {
  bot.stop();
  await store.logout();
  store.close();
  await session.stop();
  process.exit(); // a request that was cut off may keep a timer for a minute
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());

/** Waits, however long the server is away, and says so once. */
function until({ session }: Store, is: (state: SessionState) => boolean): Promise<void> {
  let isAway = false;
  return new Promise((resolve) => {
    const stop = session.subscribe((state) => {
      if (state.status === 'refused') fail(`The session is refused: ${state.error.code}.`);
      if (state.status === 'loggedOut' && state.homeserver.status === 'unreachable' && !isAway) {
        isAway = true;
        console.error(`The server is out of reach (${state.homeserver.error.code}). Trying again …`);
      }
      if (!is(state)) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}
