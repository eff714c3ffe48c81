/** The Python arguments that run Synapse through launcher.py; passed as text, so that no file must be visible inside. */
import { readFileSync } from 'node:fs';
import { configFileName } from '../synapse-config.ts';

const source = readFileSync(new URL('../launcher.py', import.meta.url), 'utf8');

/** @param dataDir as Synapse sees it */
export function launcherArgs(dataDir: string): readonly string[] {
  return ['-c', source, dataDir, configFileName];
}
