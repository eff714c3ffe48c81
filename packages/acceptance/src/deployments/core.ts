/** The plain backend: nothing but what every deployment does. */
import { bundesmessengerCoreProfile } from '@bundesmessenger/homeserver';
import { meet } from './both-ways.ts';
import { deploymentCheck } from './deployment-check.ts';
import { expectEqual, needed } from './counted-steps.ts';

const texts = ['Grüße aus dem Bauamt: Die Unterlagen sind da ✅', 'Schönen Dank, das ging ja flott!'] as const;

export const coreCheck = deploymentCheck(bundesmessengerCoreProfile, async ({ servers, pages, step }) => {
  const server = servers.authority;
  const guests = [
    { localpart: 'anna', server },
    { localpart: 'ben', server },
  ] as const;
  const { roomId } = await meet(step, pages, guests, { roomName: 'Bauamt', federation: 'internal', texts });
  await step('the server has written no message: database, media, logs', async () => {
    needed(roomId);
    for (const text of texts) expectEqual(await server.homeserver.findPlaintext(text), [], text);
  });
});
