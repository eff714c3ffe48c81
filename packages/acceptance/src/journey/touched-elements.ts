/** Which of our elements somebody has touched: every registered tag, and a recorder for pages. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright';

const sources = fileURLToPath(new URL('../../../elements/src', import.meta.url));

/** Every tag that the elements register, from the files that do. */
export function registeredTags(): readonly string[] {
  const tags = globSync('components/**/*.define.ts', { cwd: sources }).flatMap((file) =>
    [...readFileSync(`${sources}/${file}`, 'utf8').matchAll(/define\('(bm-[\w-]+)'/g)].map(([, tag]) => tag!),
  );
  if (tags.length === 0) throw new Error(`no element is registered in ${sources}`);
  return tags.sort();
}

/** Notes in each page of the profile which elements keys, clicks, text and files of the person go through. */
export async function recordTouches(profile: BrowserContext): Promise<void> {
  await profile.addInitScript(() => {
    const touched = new Set<string>();
    Object.assign(window, { touchedElements: touched });
    for (const type of ['click', 'keydown', 'input', 'drop', 'paste']) {
      addEventListener(
        type,
        (event) => {
          if (!event.isTrusted && type !== 'drop' && type !== 'paste' && type !== 'input') return;
          for (const target of event.composedPath()) {
            if (target instanceof HTMLElement && target.localName.startsWith('bm-')) touched.add(target.localName);
          }
        },
        { capture: true },
      );
    }
  });
}

/** Of all pages of the profile that are open. */
export async function touchedTags(profile: BrowserContext): Promise<readonly string[]> {
  const pages = profile
    .pages()
    .map((page) =>
      page.evaluate(() => [...(window as unknown as { touchedElements: ReadonlySet<string> }).touchedElements]),
    );
  return (await Promise.all(pages)).flat();
}
