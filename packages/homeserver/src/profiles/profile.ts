/**
 * What a profile is: one kind of deployment, started by its name: which homeservers there are, how they are set up, and
 * what stands before them. A further profile is one more file in this folder and one more line in index.ts.
 */
import type { BundesMessengerFront } from '../bundesmessenger-front.ts';
import type { FaultProxy } from '../fault-proxy.ts';
import type { Homeserver, HomeserverOptions } from '../homeserver.ts';
import type { OAuthIssuer } from '../oauth-issuer.ts';
import type { ProfileNetwork } from './network.ts';

/** `port`: where clients go, in a profile with one server. */
export type ProfileOptions = Pick<HomeserverOptions, 'log' | 'port'>;

export interface ProfileServer {
  readonly homeserver: Homeserver;
  /** `http://localhost:<port>`: where clients go, which is what stands before the homeserver, if anything does. */
  readonly baseUrl: string;
  /** The same place over TLS, as only the network of the profile knows it. */
  readonly secureBaseUrl?: string;
  /** What stands there, and can misbehave. */
  readonly proxy?: FaultProxy;
  /** The same, where it serves what BundesMessenger does. */
  readonly front?: BundesMessengerFront;
  /** Who logs its users in, where it is not the homeserver. */
  readonly issuer?: OAuthIssuer;
}

/** The servers of a profile by what they are in it. */
export type ProfileServers = Readonly<Record<string, ProfileServer>>;

/** What a profile has started. */
export interface RunningProfile<Servers extends ProfileServers = ProfileServers> extends AsyncDisposable {
  readonly servers: Servers;
  /** How browsers and other servers reach the servers by their names, where they can. */
  readonly network?: ProfileNetwork;
  stop(): Promise<void>;
}

export interface Profile<Servers extends ProfileServers = ProfileServers> {
  /** As given on the command line: `npm run homeserver -- <name>`. */
  readonly name: string;
  /** One line, for people. */
  readonly description: string;
  start(options?: ProfileOptions): Promise<RunningProfile<Servers>>;
}

/** Takes a part that has just started, so that it is stopped with the others, and gives it back. */
export type OnStarted = <Part extends { stop(): Promise<void> }>(part: Part) => Part;

/** Parts are stopped in reverse order: at the end, or at once where a later one does not start. */
export async function startServers<Servers extends ProfileServers>(
  start: (started: OnStarted) => Promise<Pick<RunningProfile<Servers>, 'servers' | 'network'>>,
): Promise<RunningProfile<Servers>> {
  const parts: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part.stop();
  };
  try {
    const running = await start((part) => {
      parts.push(part);
      return part;
    });
    return { ...running, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
