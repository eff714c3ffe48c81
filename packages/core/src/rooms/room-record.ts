/** One room of the registry: takes what an answer says of it and gives what `Room` promises. A class, since there are thousands. */
import type { ClientEvent, JsonObject, StateEvent, StrippedStateEvent } from '../sync/client-event.ts';
import { arrayIn, isStateEvent, isUserId } from '../sync/hostile-events.ts';
import type { Hero, Membership, RoomUpdate } from '../sync/sync-update.ts';
import { redactedEventId, redactEvent, withoutRedactedContent } from './redaction.ts';
import { RoomReceipts } from './room-receipts.ts';
import { RoomState } from './room-state.ts';
import { emptyTimeline, extendTimeline, trimTimeline } from './room-timeline.ts';
import type { LiveTimeline, Receipt, Room } from './rooms.ts';

/** Client-server API, `m.room.create`: the version where the event names none. */
const defaultRoomVersion = '1';
/** Rules of the newest version count where the create event is not known. */
const unknownRoomVersion = '';

export class RoomRecord implements Room {
  readonly roomId: string;
  readonly #userId: string;
  membership: Membership = 'leave';
  strippedState: readonly StrippedStateEvent[] = [];
  live: LiveTimeline = emptyTimeline;
  joinedCount = 0;
  invitedCount = 0;
  bumpStamp: number | undefined;
  membersComplete = false;
  isPartial = false;
  typing: readonly string[] = [];
  /** Grows when changes of members may have been missed. */
  memberGaps = 0;
  /** The connection that told of the room last. */
  connection = 0;
  #heroes: readonly Hero[] = [];
  readonly #state = new RoomState();
  #accountData: Map<string, JsonObject> | undefined;
  #receipts: RoomReceipts | undefined;
  /** Members that only `loadMembers` has brought: the server does not count on their being known. */
  #loadedMembers: Set<string> | undefined;
  /** Members that an answer has brought since somebody asked. */
  #membersSince: Set<string> | undefined;

  constructor(roomId: string, userId: string) {
    this.roomId = roomId;
    this.#userId = userId;
  }

  state(type: string, stateKey = ''): StateEvent | undefined {
    return this.#state.get(type, stateKey);
  }

  statesOf(type: string): readonly StateEvent[] {
    return this.#state.ofType(type);
  }

  get heroes(): readonly Hero[] {
    return this.#heroes.map((hero) => {
      const { displayname, avatar_url } = this.state('m.room.member', hero.userId)?.content ?? {};
      return {
        ...hero,
        ...(hero.displayName === undefined && typeof displayname === 'string' && { displayName: displayname }),
        ...(hero.avatarUrl === undefined && typeof avatar_url === 'string' && { avatarUrl: avatar_url }),
      };
    });
  }

  receiptsOf(userId: string): readonly Receipt[] {
    return this.#receipts?.of(userId) ?? [];
  }

  get receiptUsers(): readonly string[] {
    return this.#receipts?.users ?? [];
  }

  accountData(type: string): JsonObject | undefined {
    return this.#accountData?.get(type);
  }

  apply(update: RoomUpdate): void {
    const { initial, membership, timeline, limited } = update;
    const isOther = membership !== this.membership;
    const isOut = isOther && (membership === 'invite' || membership === 'knock');
    // What was known is from before the user was out of the room.
    if (isOut) this.#state.reset();
    if (isOut || (initial && this.isPartial)) {
      this.live = { ...emptyTimeline, generation: this.live.generation + 1 };
    }
    this.membership = membership;
    if (initial) {
      this.isPartial = false;
      this.#state.reset();
      this.#heroes = [];
      this.typing = [];
    }
    if (update.strippedState) this.strippedState = update.strippedState;
    else if (membership !== 'invite' && membership !== 'knock') this.strippedState = [];

    this.#applyState(update);
    const generation = this.live.generation;
    this.live = extendTimeline(this.live, { ...update, timeline: timeline.map(asRedacted) });
    for (const event of timeline) this.#redactBy(event);
    // Nobody tells who comes and goes while the user is out of the room.
    const isBack = isOther && membership === 'join';
    if (initial || isBack || (limited && this.live.generation !== generation)) {
      this.membersComplete = false;
      this.memberGaps++;
    }

    if (update.heroes) this.#heroes = update.heroes;
    if (update.joinedCount !== undefined) this.joinedCount = update.joinedCount;
    if (update.invitedCount !== undefined) this.invitedCount = update.invitedCount;
    if (update.bumpStamp !== undefined) this.bumpStamp = update.bumpStamp;
    for (const { type, content } of update.ephemeral) {
      if (type === 'm.typing') this.typing = arrayIn(content.user_ids).filter(isUserId);
      if (type === 'm.receipt') (this.#receipts ??= new RoomReceipts(this.#userId)).add(content);
    }
    for (const { type, content } of update.accountData) (this.#accountData ??= new Map()).set(type, content);
  }

  /** From now on the returned function tells which members an answer has brought. */
  watchMembers(): () => ReadonlySet<string> {
    const since = (this.#membersSince = new Set());
    return () => since;
  }

  /** @param except members that the sync has brought since the list was asked for: it may be older than they are */
  setAllMembers(members: readonly StateEvent[], except: ReadonlySet<string>): void {
    const listed = new Set(members.map((member) => member.state_key));
    const before = this.statesOf('m.room.member');
    const knownBefore = new Set(before.map((member) => member.state_key));
    for (const { state_key: userId, content } of before) {
      // The list names nobody who has left: what says so stays, for the name of who wrote earlier is in it.
      const hasLeft = content.membership === 'leave';
      if (!hasLeft && !listed.has(userId) && !except.has(userId)) this.#state.delete('m.room.member', userId);
    }
    this.#loadedMembers = new Set();
    for (const member of members) {
      if (except.has(member.state_key)) continue;
      if (!knownBefore.has(member.state_key)) this.#loadedMembers.add(member.state_key);
      this.#state.set(member);
    }
    this.membersComplete = true;
  }

  /** Lets go what nobody looks at any more and the server or `loadMembers` can bring again. */
  trim(maxMessages: number): void {
    this.live = trimTimeline(this.live, maxMessages);
  }

  trimMembers(): void {
    for (const userId of this.#loadedMembers ?? []) this.#state.delete('m.room.member', userId);
    if (this.#loadedMembers) this.membersComplete = false;
    this.#loadedMembers = undefined;
  }

  #applyState({ state, stateAt, timeline }: RoomUpdate): void {
    const inTimeline = timeline.filter(isStateEvent);
    const inOrder = stateAt === 'timelineStart' ? [...state, ...inTimeline] : [...inTimeline, ...state];
    for (const event of inOrder) {
      this.#state.set(asRedacted(event) as StateEvent);
      if (event.type !== 'm.room.member') continue;
      this.#loadedMembers?.delete(event.state_key);
      this.#membersSince?.add(event.state_key);
    }
  }

  get #roomVersion(): string {
    const create = this.state('m.room.create');
    if (!create) return unknownRoomVersion;
    const { room_version: version } = create.content;
    return typeof version === 'string' ? version : defaultRoomVersion;
  }

  #redactBy(redaction: ClientEvent): void {
    const eventId = redactedEventId(redaction, this.#roomVersion);
    if (eventId === undefined) return;
    const { events } = this.live;
    const index = events.findIndex((event) => event.event_id === eventId);
    // State is known longer than the timeline reaches back.
    const event = events[index] ?? this.#state.byId(eventId);
    if (!event || event.unsigned?.redacted_because) return;
    const redacted = redactEvent(event, redaction);
    if (index >= 0) this.live = { ...this.live, events: events.with(index, redacted) };
    if (isStateEvent(redacted)) this.#state.replace(redacted);
  }
}

/** Not every server takes the content out of an event that it says was redacted. */
function asRedacted(event: ClientEvent): ClientEvent {
  return event.unsigned?.redacted_because ? withoutRedactedContent(event) : event;
}
