/**
 * Has the newest messages of the rooms in the list on the page before one of them is opened: then its messages are painted in
 * the next frame. The host, which has them, is asked when the page is idle, and again when a row has changed; the server at most for keys that are missing.
 */
import type { RoomList, SessionState, Store } from '@bundesmessenger/store';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { whenIdle } from '../../internal/when-idle.ts';

/** The rows that a list shows before anybody scrolls: as many as the sync brings messages of. */
const prefetchedRows = 20;

type Host = ReactiveControllerHost & { readonly store: Store | undefined; readonly roomId: string | undefined };

export class RoomPrefetch implements ReactiveController {
  readonly #host: Host;
  #store: Store | undefined;
  #stops: (() => void)[] = [];
  #session: SessionState | undefined;
  #rooms: RoomList | undefined;
  /** Versions of the rows as they were when their messages were asked for. */
  #known = new Map<string, number>();
  #isRunning = false;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostUpdated(): void {
    if (this.#host.store !== this.#store) this.#follow();
  }

  hostDisconnected(): void {
    this.#end();
    this.#store = undefined;
  }

  #follow(): void {
    this.#end();
    const { store } = this.#host;
    this.#store = store;
    if (!store) return;
    const stopSession = store.session.subscribe((session) => {
      this.#session = session;
      if (session.status === 'loggedOut') this.#known.clear();
      void this.#run();
    });
    const stopRooms = store.rooms.subscribe((rooms) => {
      this.#rooms = rooms;
      void this.#run();
    });
    this.#stops = [stopSession, stopRooms];
  }

  #end(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#known.clear();
    this.#session = undefined;
    this.#rooms = undefined;
  }

  /** One after the other: what the user does comes between them. */
  async #run(): Promise<void> {
    if (this.#isRunning || !this.#next()) return;
    this.#isRunning = true;
    await new Promise<void>((resolve) => whenIdle(resolve));
    for (let next = this.#next(); next && this.#store; next = this.#next()) {
      this.#known.set(next.roomId, next.version);
      const room = this.#store.room(next.roomId);
      // Who opens the room all the same waits for the host.
      await room.prefetch().catch(() => undefined);
    }
    this.#isRunning = false;
  }

  #next(): RoomList['items'][number] | undefined {
    // Before the server has answered, the host has other things to do.
    const isLive = this.#session?.status === 'loggedIn' && this.#session.sync.status === 'live';
    if (!isLive) return undefined;
    return this.#rooms?.items
      .slice(0, prefetchedRows)
      .find(
        ({ roomId, version, membership }) =>
          membership === 'join' && roomId !== this.#host.roomId && this.#known.get(roomId) !== version,
      );
  }
}
