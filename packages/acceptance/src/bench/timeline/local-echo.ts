/** Own messages: from the key that sends to the paint, in time and in frames. What the server says comes later. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { BenchClient } from '../clients/clients.ts';

const messages = 10;
/** The first one of a fresh Megolm session shares its key; it is not counted. */
const unmeasured = 1;
const pauseMs = 400;

export interface Echo {
  readonly delayMs: number;
  /** 1: in the next frame. */
  readonly frames: number;
}

export async function measureLocalEcho(page: Page, client: BenchClient, run: string): Promise<readonly Echo[]> {
  const composer = await page.waitForFunction((selector) => bmProbe.elements(selector)[0], client.composer);
  await (composer as unknown as { click(): Promise<void> }).click();
  const echoes: Echo[] = [];
  for (let index = 0; index < messages + unmeasured; index++) {
    const body = `Ausgang ${run} ${index}`;
    await page.keyboard.insertText(body);
    await sleep(pauseMs);
    await page.evaluate(
      ({ selector, body }) => {
        const isThere = (): boolean =>
          bmProbe.elements(selector).some(({ textContent }) => textContent?.includes(body));
        let frames = 0;
        const echo = new Promise((resolve) => {
          // What is there when a frame begins is painted in it, whenever the task after the paint comes to run.
          const count = (): void => {
            frames += 1;
            if (!isThere()) requestAnimationFrame(count);
          };
          addEventListener(
            'keydown',
            ({ timeStamp }) => {
              requestAnimationFrame(count);
              void bmProbe
                .painted({ selector, count: 1, texts: [body] })
                .then((paintedMs) => resolve({ delayMs: paintedMs - timeStamp, frames }));
            },
            { capture: true, once: true },
          );
        });
        Object.assign(globalThis, { echo });
      },
      { selector: client.messages, body },
    );
    await page.keyboard.press('Enter');
    const echo = await page.evaluate(() => (globalThis as unknown as { echo: Promise<Echo> }).echo);
    if (index >= unmeasured) echoes.push(echo);
  }
  return echoes;
}
