/**
 * MessagePorts over a BroadcastChannel, because a port cannot be handed to another tab without a shared worker between.
 * Every page has an address; the host answers to it. Messages a page sends before a host is there wait for it.
 */

interface Envelope {
  /** `host` is whichever there is. */
  readonly to: 'host' | string;
  readonly from: 'host' | string;
  readonly kind: 'here' | 'open' | 'message';
  /** With a host's `here` which one it is. */
  readonly message?: unknown;
}

const channelName = (name: string): string => `bundesmessenger:${name}`;

/** A page's port to whichever host serves `name`, now or later. */
export function connectBroadcast(name: string, ended: AbortSignal): MessagePort {
  const { port1: near, port2: far } = new MessageChannel();
  const address = crypto.randomUUID();
  const channel = new BroadcastChannel(channelName(name));
  /** The host that is spoken to. One that ends before it has answered is not missed by anybody: its successor hears all again. */
  let host: string | null | undefined = null;
  let unanswered: unknown[] | undefined = [];
  const send = (kind: Envelope['kind'], message?: unknown): void =>
    channel.postMessage({ to: host ?? 'host', from: address, kind, message } satisfies Envelope);

  channel.onmessage = ({ data }: MessageEvent<Envelope>) => {
    if (data.from !== 'host') return;
    if (data.kind === 'here' && unanswered && data.message !== host) {
      host = data.message as string | undefined; // of an earlier build it has no name
      send('open');
      for (const message of unanswered) send('message', message);
    }
    if (data.kind === 'message' && data.to === address) {
      unanswered = undefined;
      far.postMessage(data.message);
    }
  };
  far.onmessage = ({ data }) => {
    unanswered?.push(data);
    send('message', data); // nobody hears it before `open`
  };
  // A farewell posted just before the end still has to pass.
  ended.addEventListener('abort', () => setTimeout(() => channel.close()));
  send('here'); // asks: a host that hears it answers with the same word
  return near;
}

/** The host's side: calls `serve` with a port for each page. Returns the function that ends it. */
export function serveBroadcast(name: string, serve: (port: MessagePort) => void): () => void {
  const pages = new Map<string, MessagePort>();
  const own = crypto.randomUUID();
  const channel = new BroadcastChannel(channelName(name));
  const send = (to: string, kind: Envelope['kind'], message?: unknown): void =>
    channel.postMessage({ to, from: 'host', kind, message } satisfies Envelope);

  channel.onmessage = ({ data }: MessageEvent<Envelope>) => {
    if (data.to !== 'host' && data.to !== own) return;
    if (data.kind === 'here') send('all', 'here', own);
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
  send('all', 'here', own);
  return () => {
    channel.close();
    for (const port of pages.values()) port.close();
  };
}
