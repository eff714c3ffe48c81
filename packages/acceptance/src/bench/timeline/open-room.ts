/** Opens a room as a person does, by a click on its row, and says how long it took until its newest messages stood there. */
import type { Page } from 'playwright';
import type { BenchClient } from '../clients/clients.ts';
import type { SharedRoom } from '../seed/manifest.ts';

/** Of an opened room, besides its newest message: hydrogen shows as few at first. */
const messageRows = 10;

/** @returns from the press of the button to the painted newest messages */
export async function openRoom(page: Page, client: BenchClient, room: SharedRoom): Promise<number> {
  await page.evaluate(
    ({ messages, newest, some, count }) => {
      const sights = [
        { selector: messages, count: 1, texts: [newest] },
        { selector: messages, count, texts: [some] },
      ];
      const painted = Promise.all(sights.map((sight) => bmProbe.painted(sight)));
      Object.assign(globalThis, { opened: painted.then((times) => Math.max(...times)) });
    },
    { messages: client.messages, newest: room.newest, some: firstWord(room.newest), count: messageRows },
  );
  await clickRoom(page, client, room.name);
  return page.evaluate(async () => {
    const paintedMs = await (globalThis as unknown as { opened: Promise<number> }).opened;
    return paintedMs - bmProbe.lastInputMs();
  });
}

export async function clickRoom(page: Page, client: BenchClient, name: string): Promise<void> {
  const at = await page.evaluate(
    async ({ rooms, name }) => {
      const row = (): Element | undefined =>
        bmProbe.elements(rooms).find(({ textContent }) => textContent?.includes(name));
      if (!row()) return undefined;
      row()?.scrollIntoView({ block: 'nearest' });
      // A person sees a row before they press it: what scrolling to it costs is no part of opening its room. The first frame
      // paints it, with the second it stands on the screen.
      for (let frame = 0; frame < 2; frame++) await bmProbe.painted({ selector: rooms, count: 1, texts: [name] });
      const box = row()?.getBoundingClientRect();
      return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    },
    { rooms: client.rooms, name },
  );
  if (!at) throw new Error(`${client.name} does not list the room ${name}`);
  await page.mouse.click(at.x, at.y);
}

/** All messages of a seeded room begin with it. */
const firstWord = (text: string): string => text.slice(0, text.indexOf(' ') + 1);
