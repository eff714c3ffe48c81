/** Synapse as it is already installed: for the python3 of the PATH, by Debian, or by matrix.org's own Debian package. */
import { loopbackAddress } from '../free-port.ts';
import { runCommand } from '../run-command.ts';
import { launcherArgs } from './launcher.ts';
import type { Provider } from './provider.ts';

const pythons = ['python3', '/usr/bin/python3', '/opt/venvs/matrix-synapse/bin/python'];

// 1.114 is the first with simplified sliding sync on by default. authlib is what log-in by JWT needs.
const probe = `
import synapse.app.homeserver, authlib
from importlib.metadata import version
v = version("matrix-synapse")
assert tuple(map(int, v.split(".")[:2])) >= (1, 114), "Synapse " + v + " is too old"
print("version=" + v)
`;

interface Found {
  readonly python: string;
  readonly version: string;
}

let found: Promise<Found | undefined> | undefined;

/** Asks once: importing Synapse takes a second. */
function find(): Promise<Found | undefined> {
  return (found ??= search());
}

async function search(): Promise<Found | undefined> {
  for (const python of pythons) {
    const { ok, output } = await runCommand(python, ['-c', probe]);
    const version = /^version=(.+)$/m.exec(output)?.[1];
    if (ok && version) return { python, version };
  }
  return undefined;
}

export const installed: Provider = {
  name: 'installed',
  async missing() {
    if (await find()) return undefined;
    return 'No Synapse ≥ 1.114 with authlib is installed: pip install "matrix-synapse[jwt]".';
  },
  async prepare() {
    const synapse = await find();
    if (!synapse) throw new Error('No Synapse is installed.');
    return {
      description: `Synapse ${synapse.version}, installed for ${synapse.python}`,
      bindAddress: loopbackAddress,
      command: ({ dataDir }) => ({ file: synapse.python, args: launcherArgs(dataDir) }),
    };
  },
};
