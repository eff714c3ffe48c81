/** Serves one page over its port: snapshots of what it watches, results of what it calls. */
import { toErrorData } from '@bundesmessenger/core/errors';
import type { HostMessage, PageMessage } from '../protocol/messages.ts';
import { coalesce } from '../protocol/coalesce.ts';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Command, ResultOf } from '../protocol/commands.ts';
import type { SnapshotOf, Topic } from '../protocol/topics.ts';
import type { Connection } from '../store.ts';

export interface ServedPage {
  /** Handles one message after `hello`. */
  receive(message: Exclude<PageMessage, { type: 'hello' | 'bye' }>): void;
  /** Ends all watches of the page. */
  stop(): void;
}

/** Tells pages apart: each reads timelines at a place of its own. Without a reader it is whoever else has none. */
export interface HostConnection extends Connection {
  watch<T extends Topic>(topic: T, reader?: string): Readable<SnapshotOf<T>>;
  call<C extends Command>(command: C, reader?: string): Promise<ResultOf<C>>;
}

/** @param reader names the page, and no other */
export function servePort(port: MessagePort, connection: HostConnection, reader: string): ServedPage {
  const watches = new Map<number, () => void>();
  const post = (message: HostMessage): void => {
    try {
      port.postMessage(message);
    } catch {
      // One value that cannot be cloned must not end the port; types forbid it, so this is a defect worth a code.
      if (message.type === 'result') {
        const error = { code: 'UNEXPECTED', message: 'the result cannot cross the port' } as const;
        port.postMessage({ type: 'error', id: message.id, error } satisfies HostMessage);
      }
    }
  };

  const watch = ({ id, topic }: Extract<PageMessage, { type: 'watch' }>): void => {
    const readable = connection.watch(topic, reader);
    // At most one value for each topic and task, however often it changed.
    const send = coalesce(() => {
      const snapshot = readable.get();
      // Of what comes later there may be none yet.
      if (watches.has(id) && snapshot !== undefined) post({ type: 'value', id, snapshot });
    });
    watches.set(id, () => undefined);
    watches.set(id, readable.subscribe(send));
  };

  return {
    receive(message) {
      switch (message.type) {
        case 'watch':
          try {
            watch(message);
          } catch (error) {
            post({ type: 'error', id: message.id, error: toErrorData(error) });
          }
          return;
        case 'unwatch':
          watches.get(message.id)?.();
          watches.delete(message.id);
          return;
        case 'call':
          connection.call(message.command, reader).then(
            (result) => post({ type: 'result', id: message.id, result }),
            (error: unknown) => post({ type: 'error', id: message.id, error: toErrorData(error) }),
          );
      }
    },
    stop() {
      for (const stop of watches.values()) stop();
      watches.clear();
    },
  };
}
