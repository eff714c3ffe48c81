/** Everything that `npm start` runs: a homeserver, its people and both examples. Starts in order, stops in reverse. */
import { startHomeserver, type Homeserver } from '@bundesmessenger/homeserver';
import { choosePort } from './choose-port.ts';
import { makePeople, type People } from './people.ts';
import { homeserverPort, serveExamples, type Examples } from './serve-examples.ts';

export interface Stage {
  readonly homeserver: Homeserver;
  readonly people: People;
  readonly examples: Examples;
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly log: (line: string) => void;
  /** See `serveExamples`. */
  readonly reportUri?: string;
}

export async function startStage({ log, reportUri }: StageOptions): Promise<Stage> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    log('Starting Synapse …');
    const port = await choosePort(homeserverPort);
    const homeserver = await startHomeserver({ port, log });
    started.push(homeserver);
    log('Making two people and an encrypted room …');
    const people = await makePeople(homeserver);
    started.push(people);
    const examples = await serveExamples({
      homeserverBaseUrl: homeserver.baseUrl,
      log,
      ...(reportUri !== undefined && { reportUri }),
    });
    started.push(examples);
    return { homeserver, people, examples, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
