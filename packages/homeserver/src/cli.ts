/** `npm run homeserver [-- <profile>]`: a homeserver in the foreground with two users, until Ctrl-C. */
import { isPortFree } from './free-port.ts';
import { startHomeserver } from './start-homeserver.ts';
import { profileNames } from './profiles/index.ts';

const usualPort = 8008; // Synapse's own; the same each time, so that an app's settings stay right
const password = 'Loopback-1';

const argument = process.argv[2];
if (argument === '--help' || argument === '-h') {
  console.log(`npm run homeserver [-- <profile>]\nProfiles: ${profileNames.join(', ')}`);
  process.exit();
}

try {
  const homeserver = await startHomeserver({
    ...(argument && { profile: argument }),
    ...((await isPortFree(usualPort)) && { port: usualPort }),
  });
  const anna = await homeserver.createUser('anna', password, { displayName: 'Anna' });
  const ben = await homeserver.createUser('ben', password, { displayName: 'Ben' });
  console.log(`
${homeserver.description}
  Base URL     ${homeserver.baseUrl}
  Server name  ${homeserver.serverName}
  Log-ins      ${anna.localpart} / ${password}   (${anna.userId})
               ${ben.localpart} / ${password}   (${ben.userId})

Ctrl-C stops it and deletes its data.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void homeserver.stop().then(() => process.exit()));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
