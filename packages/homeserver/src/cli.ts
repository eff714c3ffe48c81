/** `npm run homeserver [-- <profile>]`: the homeservers of a profile in the foreground, with two users each, until Ctrl-C. */
import { isPortFree } from './free-port.ts';
import { findProfile, profiles } from './profiles/index.ts';
import type { ProfileServer } from './profiles/profile.ts';

const usualPort = 8008; // Synapse's own; the same each time, so that an app's settings stay right
const password = 'Loopback-1';

const [argument = 'bundesmessenger-core'] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') {
  const nameWidth = Math.max(...profiles.map(({ name }) => name.length));
  const lines = profiles.map(({ name, description }) => `  ${name.padEnd(nameWidth)}   ${description}`);
  console.log(`npm run homeserver [-- <profile>]\n\n${lines.join('\n')}`);
  process.exit();
}

try {
  const running = await findProfile(argument).start((await isPortFree(usualPort)) ? { port: usualPort } : {});
  for (const [role, server] of Object.entries(running.servers)) await describe(role, server);
  console.log('\nCtrl-C stops everything and deletes its data.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void running.stop().then(() => process.exit()));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function describe(role: string, { homeserver, baseUrl, front }: ProfileServer): Promise<void> {
  const anna = await homeserver.createUser('anna', password, { displayName: 'Anna' });
  const ben = await homeserver.createUser('ben', password, { displayName: 'Ben' });
  console.log(`
${role}: ${homeserver.description}
  Base URL     ${baseUrl}
  Server name  ${homeserver.serverName}
  Log-ins      ${anna.localpart} / ${password}   (${anna.userId})
               ${ben.localpart} / ${password}   (${ben.userId})`);
  if (front) console.log(`  Token key\n${front.publicKeyPem.trimEnd()}`);
}
