/** Makes a profile in which a device is logged in that has never run: unmeasured, in a browser of its own. */
import type { BenchStage } from './bench-stage.ts';
import type { Profile } from './browser/profile.ts';
import type { BenchClient } from './clients/clients.ts';
import type { Login } from './pages/login.ts';
import type { Preparations } from './pages/prepare.page.ts';

export async function prepare(
  profile: Profile,
  { pagesOrigin }: Pick<BenchStage, 'pagesOrigin'>,
  { preparation }: Pick<BenchClient, 'preparation'>,
  login: Login,
  roomKeys: readonly object[],
): Promise<void> {
  const browser = await profile.launch({});
  try {
    await browser.page.goto(`${pagesOrigin}/prepare.html`);
    await browser.page.evaluate(
      async ({ preparation, login, roomKeys }) => {
        const { preparations } = globalThis as unknown as { preparations: Preparations };
        await preparations[preparation](login, roomKeys);
      },
      { preparation, login, roomKeys },
    );
  } finally {
    await browser.close();
  }
  profile.emptyHttpCache();
}
