/** Synapse in a container, where a Docker engine runs. The data folder is mounted; only loopback is published. */
import { lastLines, runCommand } from '../run-command.ts';
import { launcherArgs } from './launcher.ts';
import { pinnedVersion, type Provider } from './provider.ts';

const image = `docker.io/matrixdotorg/synapse:v${pinnedVersion}`;
const dataDirInside = '/data';
const engineTimeoutMs = 10_000;

export const docker: Provider = {
  name: 'docker',
  async missing() {
    // The client alone is not enough; only the engine answers with its own version.
    const format = ['version', '--format', '{{.Server.Version}}'];
    if ((await runCommand('docker', format, { timeoutMs: engineTimeoutMs })).ok) return undefined;
    return 'No Docker engine answers: systemctl start docker (or install Docker).';
  },
  async prepare(log) {
    if (!(await runCommand('docker', ['image', 'inspect', image])).ok) {
      log(`Pulling ${image} (once) …`);
      const { ok, output } = await runCommand('docker', ['pull', image], { onLine: (line) => log(`  ${line}`) });
      if (!ok) throw new Error(`The image could not be pulled: docker pull ${image}\n${lastLines(output)}`);
    }
    return {
      description: `Synapse ${pinnedVersion} in a Docker container`,
      bindAddress: '0.0.0.0', // of the container's own network
      command: ({ dataDir, port, name }) => ({
        file: 'docker',
        args: [
          'run',
          '--rm',
          '--interactive', // standard input is how launcher.py notices our end
          `--name=${name}`,
          '--entrypoint=python3',
          `--publish=127.0.0.1:${port}:${port}`,
          `--volume=${dataDir}:${dataDirInside}`,
          ...(process.getuid && process.getgid ? [`--user=${process.getuid()}:${process.getgid()}`] : []),
          image,
          ...launcherArgs(dataDirInside),
        ],
      }),
      async signal(name, signal) {
        await runCommand('docker', ['kill', '--signal', signal, name]);
      },
    };
  },
};
