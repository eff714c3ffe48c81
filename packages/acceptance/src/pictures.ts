/**
 * `npm run pictures`: the pictures of the README, of both examples with a real homeserver. That of the messenger is the one
 * story which the same command has Storybook draw. From one run to the next differ minutes, and colours of what has a new id.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { launchChromium } from './browser/launch.ts';
import type { Person } from './start/people.ts';
import { startStage, type Stage } from './start/stage.ts';
import { chatOn, type Chat } from './check/chat.ts';

/** So high that the page around the chat is seen, too. */
const wide = { width: 1280, height: 1180 };
const narrow = { width: 390, height: 844 };

const minutesPerHour = 60;
const morningHour = 8;
/** As far as there are such zones, in hours from UTC. */
const [furthestWest, furthestEast] = [-12, 14];

const dialogue = [
  ['ben', 'Guten Morgen, Frau Amtmann. Fehlt für meinen Carport noch etwas?'],
  [
    'anna',
    'Guten Morgen, Herr Bürger. Der Lageplan ist da, danke! Bitte reichen Sie noch die Entwässerung des Gründachs nach.',
  ],
  ['ben', 'Gern. Genügt eine Skizze mit Maßen, oder brauchen Sie eine Berechnung?'],
  ['anna', 'Bei 18 m² genügt eine Skizze. Hier steht, was darauf sein sollte: https://musterstadt.example/gruendach'],
  ['ben', 'Wunderbar, sie ist heute Nachmittag bei Ihnen.'],
] as const;

const folder = process.argv[2] ?? join('docs', 'images');
const stage = await startStage({ log: console.log });
const browser = await launchChromium();
try {
  await mkdir(folder, { recursive: true });
  await takePictures(stage, browser);
} finally {
  await browser.close();
  await stage.stop();
}
process.exit(); // see start.ts

async function takePictures({ people, examples }: Stage, browser: Browser): Promise<void> {
  const anna = await enter(browser, examples.intranet.origin, people.anna, people.roomName);
  const ben = await enter(browser, examples.portal.origin, people.ben, people.roomName);
  for (const [who, text] of dialogue) {
    const [writer, reader] = who === 'anna' ? [anna, ben] : [ben, anna];
    await writer.chat.write(text);
    await writer.chat.untilSent(text);
    await reader.chat.untilRead(text);
  }
  for (const { page } of [ben, anna]) await page.evaluate(() => scrollTo(0, 0));
  await take(ben.page, 'portal');
  await take(anna.page, 'intranet');
  await ben.page.setViewportSize(narrow);
  await ben.page.emulateMedia({ colorScheme: 'dark' });
  await ben.chat.element.evaluate((element) => element.scrollIntoView({ block: 'end' }));
  await take(ben.page, 'mobile');
}

async function enter(
  browser: Browser,
  url: string,
  person: Person,
  roomName: string,
): Promise<{ page: Page; chat: Chat }> {
  const options: BrowserContextOptions = {
    locale: 'de-DE',
    viewport: wide,
    reducedMotion: 'reduce',
    timezoneId: morningZone(),
  };
  const page = await browser.newPage(options);
  await page.goto(url);
  const chat = chatOn(page);
  await chat.open();
  await chat.logIn(person);
  await chat.untilWelcomed();
  await chat.openRoom(roomName);
  return { page, chat };
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0); // away from messages, which show what can be done with them
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** People say good morning, whenever the pictures are taken: where it is about eight now, on the same day as here. */
function morningZone(now = new Date()): string {
  const here = Math.round(-now.getTimezoneOffset() / minutesPerHour);
  const there = Math.max(furthestWest, Math.min(furthestEast, here + morningHour - now.getHours()));
  // The names have their signs the other way round (IANA time zone database, "etcetera").
  return `Etc/GMT${there > 0 ? '-' : '+'}${Math.abs(there)}`;
}
