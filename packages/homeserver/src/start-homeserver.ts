/** Starts a homeserver: chooses a way to a Synapse, gives it a folder and a port, and hands out what tests ask of it. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onEndOfProcess } from './end-of-process.ts';
import { findPlaintext } from './find-plaintext.ts';
import { findFreePort } from './free-port.ts';
import type { Homeserver, HomeserverOptions } from './homeserver.ts';
import { installSynapse, parseProviderRequest } from './providers/choose-provider.ts';
import type { Log } from './providers/provider.ts';
import { registerUser } from './register-user.ts';
import { connectHomeserver } from './running-homeserver.ts';
import { bundesmessengerCore } from './settings/bundesmessenger-core.ts';
import {
  authoritiesFileName,
  configFileName,
  createServerSecrets,
  createSynapseConfig,
  databaseFileName,
  mediaFolderName,
  signingKeyId,
  type ServerSecrets,
} from './synapse-config.ts';
import { SynapseProcess, SynapseStartError } from './synapse-process.ts';

const portAttempts = 5; // each would have to be lost to somebody else within the seconds Synapse takes to start

/** Starts Synapse and waits until it answers. Stops with this process, however that ends. */
export async function startHomeserver(options: HomeserverOptions = {}): Promise<Homeserver> {
  const log: Log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const request = parseProviderRequest(process.env['BM_SYNAPSE']);
  if (request.kind === 'running') {
    if (options.federation) throw new Error('A homeserver that federates is started here: unset BM_SYNAPSE.');
    return connectHomeserver(request.baseUrl, options.serverName);
  }

  const installation = await installSynapse(request, log);
  const serverName = options.serverName ?? 'localhost';
  const dataDir = options.dataDir ? resolve(options.dataDir) : mkdtempSync(join(tmpdir(), 'bm-homeserver-'));
  mkdirSync(join(dataDir, mediaFolderName), { recursive: true });
  const removeData = () => {
    if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  const configPath = join(dataDir, configFileName);
  const secrets: ServerSecrets = existsSync(configPath) ? readSecrets(configPath) : createServerSecrets();
  const name = `bm-homeserver-${randomBytes(4).toString('hex')}`;
  const { federation, jwt, settings = bundesmessengerCore } = options;
  if (federation) writeFileSync(join(dataDir, authoritiesFileName), federation.authorities);
  let overrides = options.config;

  const start = (port: number) => {
    const publicBaseUrl = options.publicBaseUrl ?? `http://localhost:${port}`;
    const { bindAddress } = installation;
    const config = createSynapseConfig({
      serverName,
      publicBaseUrl,
      bindAddress,
      port,
      secrets,
      settings,
      jwt,
      federates: federation !== undefined,
      overrides,
    });
    writeFileSync(configPath, JSON.stringify(config, null, 2), { mode: 0o600 });
    return SynapseProcess.start({
      installation,
      name,
      dataDir,
      port,
      proxyUrl: federation?.proxyUrl,
      keyId: signingKeyId(secrets),
    });
  };

  let port: number;
  let synapse: SynapseProcess;
  const forgetData = onEndOfProcess(removeData);
  try {
    [port, synapse] = await startOnFreePort(options.port, start);
  } catch (error) {
    forgetData();
    removeData();
    throw error;
  }
  let stopped = false;
  const baseUrl = `http://localhost:${port}`;
  const databasePath = join(dataDir, databaseFileName);

  const homeserver: Homeserver = {
    serverName,
    baseUrl,
    description: installation.description,
    dataDir,
    databasePath,
    mediaPath: join(dataDir, mediaFolderName),
    get pid() {
      return synapse.pid;
    },
    async createUser(localpart, password, user = {}) {
      const userId = await registerUser(baseUrl, secrets.registration_shared_secret, { localpart, password, ...user });
      return { userId, localpart, password };
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await synapse.stop(options.dataDir ? 'SIGTERM' : 'SIGKILL');
      forgetData();
      removeData();
    },
    async restart(changes) {
      if (stopped) throw new Error('The homeserver was stopped; start a new one with startHomeserver().');
      overrides = { ...overrides, ...changes };
      await synapse.stop('SIGTERM');
      synapse = await start(port);
    },
    pause: () => synapse.signal('SIGSTOP'),
    resume: () => synapse.signal('SIGCONT'),
    findPlaintext: (text) => findPlaintext(dataDir, text, { database: databasePath, ignore: [configFileName] }),
    [Symbol.asyncDispose]: () => homeserver.stop(),
  };
  return homeserver;
}

/** A free port can be taken by somebody else before Synapse binds it; then another one is tried. */
async function startOnFreePort(
  fixed: number | undefined,
  start: (port: number) => Promise<SynapseProcess>,
): Promise<[number, SynapseProcess]> {
  for (let attempt = 1; ; attempt++) {
    const port = fixed ?? (await findFreePort());
    try {
      return [port, await start(port)];
    } catch (error) {
      if (!(error instanceof SynapseStartError) || !error.portTaken) throw error;
      if (fixed !== undefined) throw new Error(`Port ${fixed} is taken. See who has it: ss -ltnp 'sport = :${fixed}'`);
      if (attempt === portAttempts) throw error;
    }
  }
}

/** A data folder of an earlier start stays the same server: same signing key, same tokens. */
function readSecrets(configPath: string): ServerSecrets {
  const config = JSON.parse(readFileSync(configPath, 'utf8')) as ServerSecrets;
  const { signing_key, registration_shared_secret, macaroon_secret_key, form_secret } = config;
  return { signing_key, registration_shared_secret, macaroon_secret_key, form_secret };
}
