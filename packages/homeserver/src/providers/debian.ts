/**
 * Debian's own Synapse, unpacked by debootstrap into a chroot below the install folder; needs root. Everything that
 * mounts runs in a mount namespace of its own, so the kernel undoes the mounts when the last process in it ends.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loopbackAddress } from '../free-port.ts';
import { lastLines, runCommand } from '../run-command.ts';
import { installFolder } from './install-folder.ts';
import { installOnce } from './install-once.ts';
import { launcherArgs } from './launcher.ts';
import type { Installation, Log, Provider } from './provider.ts';

const suite = 'sid'; // the stable releases have no matrix-synapse
const mirror = process.env['BM_DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian';
const root = join(installFolder, `debian-${suite}`);
const versionFile = 'synapse-version';
const dataDirInside = '/srv';

const ownMounts = ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc'] as const;

// $1 root, $2 suite, $3 mirror
const installScript = `
debootstrap --variant=minbase "$2" "$1" "$3"
mount --rbind /proc "$1/proc"
mount --rbind /dev "$1/dev"
cp /etc/resolv.conf "$1/etc/resolv.conf"
printf '#!/bin/sh\\nexit 101\\n' > "$1/usr/sbin/policy-rc.d"
chmod +x "$1/usr/sbin/policy-rc.d"
chroot "$1" debconf-set-selections <<END
matrix-synapse matrix-synapse/server-name string localhost
matrix-synapse matrix-synapse/report-stats boolean false
END
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
chroot "$1" apt-get install --yes --no-install-recommends matrix-synapse python3-authlib
chroot "$1" apt-get clean
chroot "$1" dpkg-query --show --showformat '\${Version}' matrix-synapse > "$1/${versionFile}"
`;

// $1 root, $2 data folder, then the command
const runScript = `
mount --rbind /proc "$1/proc"
mount --rbind /dev "$1/dev"
mount --bind "$2" "$1${dataDirInside}"
root="$1"
shift 2
exec chroot "$root" "$@"
`;

export const debian: Provider = {
  name: 'debian',
  async missing() {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      return "Debian's own Synapse is unpacked into a chroot, which needs root on Linux: run this as root.";
    }
    if (!(await runCommand('unshare', ['--mount', 'true'])).ok) {
      return 'This machine does not let root mount (a container without CAP_SYS_ADMIN): use BM_SYNAPSE=pypi.';
    }
    if (existsSync(root)) return undefined;
    if (!(await runCommand('debootstrap', ['--version'])).ok) {
      return 'debootstrap is not installed: apt-get install debootstrap.';
    }
    return undefined;
  },
  async prepare(log) {
    await installOnce(root, log, async (partial) => {
      log(`Unpacking Debian's Synapse (${suite}, once, some minutes) …`);
      const args = [...ownMounts.slice(1), installScript, 'install', partial, suite, mirror];
      const { ok, output } = await runCommand(ownMounts[0], args, { onLine: progress(log) });
      if (ok) return;
      const cure = 'Is the mirror reachable (BM_DEBIAN_MIRROR=<url>)?';
      throw new Error(`Debian's Synapse could not be unpacked. ${cure}\n${lastLines(output)}`);
    });
    return installation();
  },
};

function installation(): Installation {
  const version = readFileSync(join(root, versionFile), 'utf8').trim();
  return {
    description: `Synapse ${version} from Debian ${suite}`,
    bindAddress: loopbackAddress,
    command: ({ dataDir }) => ({
      file: ownMounts[0],
      args: [...ownMounts.slice(1), runScript, 'run', root, dataDir, 'python3', ...launcherArgs(dataDirInside)],
    }),
  };
}

/** One line in twenty of what debootstrap and apt-get do; all of it would be a thousand. */
function progress(log: Log): (line: string) => void {
  let count = 0;
  return (line) => {
    if (/^(I: (Retrieving|Extracting|Configuring)|Get:|Setting up)/.test(line) && count++ % 20 === 0) log(`  ${line}`);
  };
}
