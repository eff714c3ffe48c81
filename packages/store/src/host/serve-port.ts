/** Serves one page over its port: snapshots of what it watches, results of what it calls. */
import { BmError, toErrorData } from '@bundesmessenger/core/errors';
import type { HostMessage, PageMessage } from '../protocol/messages.ts';
import { coalesce } from '../protocol/coalesce.ts';
import type { Connection } from '../store.ts';

/** Handles every message after `hello`. Returns the function that ends all watches of the page. */
export function servePort(port: MessagePort, connection: Connection, onBye: () => void): () => void {
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
    const readable = connection.watch(topic);
    // At most one value for each topic and task, however often it changed.
    const send = coalesce(() => {
      if (watches.has(id)) post({ type: 'value', id, snapshot: readable.get() });
    });
    watches.set(id, () => undefined);
    watches.set(id, readable.subscribe(send));
  };

  const onMessage = ({ data }: MessageEvent<PageMessage>): void => {
    switch (data.type) {
      case 'watch':
        try {
          watch(data);
        } catch (error) {
          post({ type: 'error', id: data.id, error: toErrorData(error) });
        }
        return;
      case 'unwatch':
        watches.get(data.id)?.();
        watches.delete(data.id);
        return;
      case 'call':
        connection.call(data.command).then(
          (result) => post({ type: 'result', id: data.id, result }),
          (error: unknown) => post({ type: 'error', id: data.id, error: toErrorData(error) }),
        );
        return;
      case 'bye':
        return onBye();
      case 'hello':
        return post({ type: 'refused', error: new BmError('COMMAND_INVALID', 'a port says hello once').toData() });
    }
  };

  port.addEventListener('message', onMessage);
  return () => {
    port.removeEventListener('message', onMessage);
    for (const stop of watches.values()) stop();
    watches.clear();
  };
}
