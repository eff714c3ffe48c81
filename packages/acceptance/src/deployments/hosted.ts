/** An authority at a hosting partner: found through the authority, and the partner reads nothing. */
import { hostedProfile } from '@bundesmessenger/homeserver';
import { chatOn } from '../check/chat.ts';
import { meet } from './both-ways.ts';
import { expectEqual, expectThat, needed } from './counted-steps.ts';
import { deploymentCheck } from './deployment-check.ts';
import { sendFile } from './files.ts';

const texts = ['Der Haushaltsplan bleibt bis Montag unter uns 🤫', 'Einverstanden, kein Wort zu niemandem'] as const;
const roomName = 'Kämmerei';
const file = { name: 'haushalt-2027-entwurf.txt', text: 'Entwurf: Die Rücklage sinkt um 1,2 Millionen Euro.' } as const;

export const hostedCheck = deploymentCheck(hostedProfile, async ({ servers, running, pages, step }) => {
  const { hosted } = servers;
  const { site, homeserver } = hosted;

  const guests = [
    { localpart: 'anna', server: hosted },
    { localpart: 'ben', server: hosted },
  ] as const;
  const {
    host: anna,
    guest: ben,
    roomId,
  } = await meet(step, pages, guests, { roomName, federation: 'internal', texts });

  await step(
    'users are named after the authority, and its own web server is asked for well-known files only',
    async () => {
      expectEqual(needed(anna).user.userId, '@anna:kommune.example', 'user id');
      const asked = [...new Set(site.requests.map(({ path }) => path))].sort();
      expectEqual(asked, ['/.well-known/matrix/client', '/.well-known/matrix/support'], 'asked of the authority');
      expectThat(
        site.requests.every(({ hasAuthorization }) => !hasAuthorization),
        'the authority’s web server never sees an access token',
      );
    },
  );
  await step('imprint and privacy are those of the authority', async () => {
    const { imprintUrl, privacyUrl } = await needed(anna).deployment();
    expectEqual(imprintUrl, 'https://behoerde.example/impressum', 'imprint');
    expectEqual(privacyUrl, 'https://behoerde.example/datenschutz', 'privacy');
  });
  const sent = await step('a file goes from one to the other', () =>
    sendFile(needed(anna), needed(ben), needed(roomId), file),
  );
  await step('a well-known file that leads to another partner is refused, with its code', async () => {
    const stop = site.rule(
      { path: '/.well-known/matrix/client' },
      { kind: 'answer', status: 200, body: { 'm.homeserver': { base_url: 'https://kommune.example/' } } },
    );
    const page = await pages.open(hosted);
    await chatOn(page).open();
    await page.getByText('WL_DELEGATION').waitFor({ state: 'attached' });
    stop();
  });
  await step('nobody but authority and partner was contacted', async () => {
    const contacted = running.network!.proxy.contacted.filter((origin) => !browserMaker.test(origin));
    expectEqual([...contacted].sort(), ['https://kommune.example', 'https://kommune.partner.example'], 'contacted');
  });
  await step('the partner’s database, media store and logs hold no message, no file and no file name', async () => {
    needed(sent);
    for (const text of [...texts, file.text, file.name]) {
      expectEqual(await homeserver.findPlaintext(text), [], text);
    }
  });
});

/** Chromium asks its maker by itself, whatever page it shows. */
const browserMaker = /\.(google|googleapis|gvt1)\.com$/;
