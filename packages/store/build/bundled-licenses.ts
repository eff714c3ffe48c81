/** The licences of what is bundled, as a file beside the bundle: minified code has lost the notices that they want kept. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Names a package by its innermost folder: `/x/node_modules/@scope/name/`. */
const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const separator = `\n${'-'.repeat(80)}\n\n`;
const licenseFile = /^(?:licen[cs]e|notice|copying)(?:[-.]|$)/i;

/** Collects, over all builds that have it, from which packages something is bundled. Folders are relative to the build's. */
export function collectBundled(folders: Set<string>): Plugin {
  return {
    name: 'collect-bundled',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {})) {
          for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
            const [folder] = packageFolder.exec(path) ?? [];
            if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
          }
        }
      });
    },
  };
}

/**
 * @param more files of this kind whose bundles lie beside it
 * @throws {Error} where a package has no licence text: then nobody may bundle it
 */
export async function writeLicenses(
  file: string,
  folders: Iterable<string>,
  more: readonly string[] = [],
): Promise<void> {
  const own = await Promise.all([...folders].map(licenseOf));
  const others = await Promise.all(more.map((path) => readFile(path, 'utf8')));
  const texts = [...own, ...others.flatMap((text) => text.split(separator))];
  await writeFile(file, [...new Set(texts)].sort().join(separator));
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const files = (await readdir(folder)).filter((entry) => licenseFile.test(entry)).sort();
  if (files.length === 0) throw new Error(`${name} is bundled and has no licence text`);
  const texts = await Promise.all(files.map((entry) => readFile(join(folder, entry), 'utf8')));
  return `${name} ${version} (${license})\n\n${texts.map((text) => `${text.trim()}\n`).join('\n')}`;
}
