/**
 * Has the newest messages of rooms on the page before one of them is opened: then its messages are painted in the next frame.
 * The host, which has them, is asked while the page is idle, for the rooms at the head of the list, and again when a row has
 * changed; for another room when its row is approached. The server is asked at most for keys that are missing.
 */
import type { RoomList, SessionState, Store } from '@bundesmessenger/store';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { whenIdle } from '../../internal/when-idle.ts';
import { roomIdOfRow } from '../room-list/room-row.ts';

/** The rows that a list shows before anybody scrolls: as many as the sync brings messages of. */
const prefetchedRows = 20;

/** What a pointer or the focus comes to may be opened next: rows further down, or found by a search. */
const approaches = ['pointerover', 'focusin'] as const;

type Host = ReactiveControllerHost &
  HTMLElement & { readonly store: Store | undefined; readonly roomId: string | undefined };

const prefetching = new WeakSet<Host>();

/** From now on, for as long as the element is in the page. Once for each. */
export function prefetchRooms(host: Host): void {
  if (!prefetching.has(host)) new RoomPrefetch(host);
  prefetching.add(host);
}

class RoomPrefetch implements ReactiveController {
  readonly #host: Host;
  #store: Store | undefined;
  #stops: (() => void)[] = [];
  #session: SessionState | undefined;
  #rooms: RoomList | undefined;
  /** Versions of the rows as they were when their messages were asked for; of rows that are not at the head of the list none. */
  #known = new Map<string, number | undefined>();
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
    for (const type of approaches) this.#host.addEventListener(type, this.#onApproach);
    this.#stops = [stopSession, stopRooms];
  }

  #end(): void {
    for (const type of approaches) this.#host.removeEventListener(type, this.#onApproach);
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
      await this.#prefetch(this.#store, next.roomId, next.version);
    }
    this.#isRunning = false;
  }

  async #prefetch(store: Store, roomId: string, version?: number): Promise<void> {
    this.#known.set(roomId, version);
    // Who opens the room all the same waits for the host.
    await store
      .room(roomId)
      .prefetch()
      .catch(() => undefined);
  }

  readonly #onApproach = (event: Event): void => {
    const roomId = roomIdOfRow(event);
    if (!this.#store || roomId === undefined || roomId === this.#host.roomId || this.#known.has(roomId)) return;
    void this.#prefetch(this.#store, roomId);
  };

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
