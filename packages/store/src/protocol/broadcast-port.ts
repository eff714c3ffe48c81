/**
 * MessagePorts over a BroadcastChannel, because a port cannot be handed to another tab without a shared worker between.
 * Every page has an address; the host answers to it. Messages a page sends before a host is there wait for it.
 */

interface Envelope {
  readonly to: 'host' | string;
  readonly from: 'host' | string;
  readonly kind: 'here' | 'open' | 'message';
  readonly message?: unknown;
}

const channelName = (name: string): string => `bundesmessenger:${name}`;

/** A page's port to whichever host serves `name`, now or later. */
export function connectBroadcast(name: string, ended: AbortSignal): MessagePort {
  const { port1: near, port2: far } = new MessageChannel();
  const address = crypto.randomUUID();
  const channel = new BroadcastChannel(channelName(name));
  let waiting: unknown[] | undefined = [];
  const send = (kind: Envelope['kind'], message?: unknown): void =>
    channel.postMessage({ to: 'host', from: address, kind, message } satisfies Envelope);

  channel.onmessage = ({ data }: MessageEvent<Envelope>) => {
    if (data.from !== 'host') return;
    if (data.kind === 'here' && waiting) {
      send('open');
      for (const message of waiting) send('message', message);
      waiting = undefined;
    }
    if (data.kind === 'message' && data.to === address) far.postMessage(data.message);
  };
  far.onmessage = ({ data }) => {
    if (waiting) waiting.push(data);
    else send('message', data);
  };
  // A farewell posted just before the end still has to pass.
  ended.addEventListener('abort', () => setTimeout(() => channel.close()));
  send('here'); // asks: a host that hears it answers with the same word
  return near;
}

/** The host's side: calls `serve` with a port for each page. Returns the function that ends it. */
export function serveBroadcast(name: string, serve: (port: MessagePort) => void): () => void {
  const pages = new Map<string, MessagePort>();
  const channel = new BroadcastChannel(channelName(name));
  const send = (to: string, kind: Envelope['kind'], message?: unknown): void =>
    channel.postMessage({ to, from: 'host', kind, message } satisfies Envelope);

  channel.onmessage = ({ data }: MessageEvent<Envelope>) => {
    if (data.to !== 'host') return;
    if (data.kind === 'here') send('all', 'here');
    if (data.kind === 'open') {
      const { port1: near, port2: far } = new MessageChannel();
      far.onmessage = (event) => send(data.from, 'message', event.data);
      // Where the browser tells of closed ports; elsewhere an entry of a gone page is a few bytes.
      far.addEventListener('close', () => pages.delete(data.from));
      pages.set(data.from, far);
      serve(near);
    }
    if (data.kind === 'message') pages.get(data.from)?.postMessage(data.message);
  };
  send('all', 'here');
  return () => {
    channel.close();
    for (const port of pages.values()) port.close();
  };
}
