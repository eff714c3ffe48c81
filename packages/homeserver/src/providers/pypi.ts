/** Synapse from PyPI in a virtual environment below the install folder. Honours pip's own settings, such as PIP_INDEX_URL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loopbackAddress } from '../free-port.ts';
import { lastLines, runCommand } from '../run-command.ts';
import { installFolder } from './install-folder.ts';
import { installOnce } from './install-once.ts';
import { launcherArgs } from './launcher.ts';
import { pinnedVersion, type Provider } from './provider.ts';

const pythons = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const folder = join(installFolder, `pypi-${pinnedVersion}`);

async function findPython(): Promise<{ python: string } | { missing: string }> {
  let missing = 'python3 ≥ 3.10 is not installed: apt-get install python3 python3-venv.';
  for (const python of pythons) {
    if (!(await runCommand(python, ['-c', 'import sys; assert sys.version_info >= (3, 10)'])).ok) continue;
    if ((await runCommand(python, ['-c', 'import venv, ensurepip'])).ok) return { python };
    missing = `${python} cannot make virtual environments: apt-get install python3-venv.`;
  }
  return { missing };
}

export const pypi: Provider = {
  name: 'pypi',
  async missing() {
    if (existsSync(folder)) return undefined;
    const found = await findPython();
    return 'missing' in found ? found.missing : undefined;
  },
  async prepare(log) {
    await installOnce(folder, log, async (partial) => {
      const found = await findPython();
      if ('missing' in found) throw new Error(found.missing);
      log(`Installing Synapse ${pinnedVersion} from PyPI (once, about a minute) …`);
      await mustRun(found.python, ['-m', 'venv', partial]);
      const requirement = `matrix-synapse[jwt]==${pinnedVersion}`;
      await mustRun(join(partial, 'bin/python'), ['-m', 'pip', 'install', '--no-input', requirement], (line) => {
        const step = /^(Collecting \S+|Installing collected packages)/.exec(line.trim());
        if (step) log(`  ${step[0]}`);
      });
    });
    return {
      description: `Synapse ${pinnedVersion} from PyPI`,
      bindAddress: loopbackAddress,
      command: ({ dataDir }) => ({ file: join(folder, 'bin/python'), args: launcherArgs(dataDir) }),
    };
  },
};

async function mustRun(file: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  const { ok, output } = await runCommand(file, args, onLine && { onLine });
  if (ok) return;
  throw new Error(
    `Synapse could not be installed from PyPI. Is the package index reachable (pip config set global.index-url <url>)?\n${lastLines(output)}`,
  );
}
