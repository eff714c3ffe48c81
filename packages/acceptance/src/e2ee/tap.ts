/** A network that can be listened to and interfered with from inside: what a homeserver in the hands of an attacker could do. */

export interface TappedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** `next` asks the server. Gives the answer that the session gets. */
export type Interference = (request: TappedRequest, next: () => Promise<Response>) => Promise<Response>;

export interface Tap {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: readonly TappedRequest[];
  /** The newest counts. @returns ends it */
  interfere(with_: Interference): () => void;
  /** Requests to this path, such as `/sendToDevice/m.room.encrypted/`. */
  to(path: string): readonly TappedRequest[];
}

export function createTap(): Tap {
  const requests: TappedRequest[] = [];
  const interferences: Interference[] = [];
  return {
    requests,
    async fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : String(input));
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
      const request = { method: init?.method ?? 'GET', path: url.pathname, body };
      requests.push(request);
      const layers = [...interferences];
      const ask = (): Promise<Response> => {
        const layer = layers.pop();
        return layer ? layer(request, ask) : fetch(input, init);
      };
      return ask();
    },
    interfere(with_) {
      interferences.push(with_);
      return () => void interferences.splice(interferences.indexOf(with_), 1);
    },
    to: (path) => requests.filter((request) => request.path.includes(path)),
  };
}

/** Rewrites JSON answers of the sync, sliding or classic. */
export function onSync(rewrite: (answer: SyncAnswer) => void): Interference {
  return async ({ path }, next) => {
    const answer = await next();
    if (!path.endsWith('/sync') || answer.status !== 200) return answer;
    const json = (await answer.json()) as SyncAnswer;
    rewrite(json);
    return new Response(JSON.stringify(json), { status: 200, headers: { 'Content-Type': 'application/json' } });
  };
}

/** Answers `status` to the first `times` requests to a path. */
export function failing(path: string, status: number, times: number): Interference {
  let left = times;
  return ({ path: asked }, next) =>
    asked.includes(path) && left-- > 0
      ? Promise.resolve(new Response('{"errcode":"M_UNKNOWN","error":"no"}', { status }))
      : next();
}

export interface WireEvent {
  event_id: string;
  type: string;
  sender: string;
  state_key?: string;
  content: Record<string, unknown>;
}

export interface SyncAnswer {
  rooms?: Record<string, { timeline?: WireEvent[]; required_state?: WireEvent[]; [field: string]: unknown }>;
  extensions?: {
    to_device?: { next_batch?: string; events?: { type: string; sender: string; content: Record<string, unknown> }[] };
  };
}

/** Every timeline event of an answer. */
export function timelineOf({ rooms = {} }: SyncAnswer, roomId: string): WireEvent[] {
  return rooms[roomId]?.timeline ?? [];
}
