/** Runs the bot: configuration from the environment, a session and a store in memory, until the process is asked to end. */
import { allowInsecureLocalhost, type SessionOptions, type SessionState, type Store } from '@bundesmessenger/store';
import { createSession, createStore } from '@bundesmessenger/store/host';
import { startOpeningHoursBot } from './opening-hours-bot.ts';

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`Set ${name}; README.md says to what.`);
  return value;
};

const serverName = required('BM_HOMESERVER');
const baseUrl = required('BM_BASE_URL');
const options: SessionOptions = {
  homeserver: serverName,
  whitelist: { servers: [{ serverName, baseUrl }] },
  // Without TLS only on this machine, for trying it out.
  ...(new URL(baseUrl).hostname === 'localhost' && { [allowInsecureLocalhost]: true as const }),
};

const session = await createSession(options);
const store = createStore(session);
await until(store, (state) => state.status === 'loggedOut' && state.homeserver.status === 'reachable');
await store.login({ type: 'm.login.password', user: required('BM_USER'), password: required('BM_PASSWORD') });
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

/** @throws {Error} where the session is refused */
function until({ session }: Store, is: (state: SessionState) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = session.subscribe((state) => {
      if (state.status === 'refused') reject(new Error(`The session is refused: ${state.error.code}.`));
      else if (is(state)) resolve();
      else return;
      queueMicrotask(() => stop());
    });
  });
}
