/**
 * A fake store that plays along: it has people, rooms and messages, and its commands do in memory what those of a real one
 * do with a homeserver. For stories, previews, and tests of whole interfaces.
 */
import { BmError, type ErrorCode } from '@bundesmessenger/core/errors';
import type { Member, MemberList } from '../members/members.ts';
import { levelOf } from '../members/power-levels.ts';
import type { CommandType } from '../protocol/commands.ts';
import type { RoomSummary } from '../rooms/rooms.ts';
import type { Sender, Timeline, TimelineItem } from '../timeline/timeline.ts';
import { createFakeStore, type CommandAnswers, type FakeStore } from './fake-store.ts';
import { loggedInSession, member, memberList, message, roomList, roomSummary, timeline } from './fixtures.ts';

export interface ScriptedPerson {
  readonly userId: string;
  readonly displayName: string;
  readonly role?: Member['role'];
}

/** What somebody else has written; a string is a text of the first other member. */
export type ScriptedMessage = string | { readonly body: string; readonly from?: string; readonly ts?: number };

export interface ScriptedRoom {
  readonly name: string;
  readonly roomId?: string;
  /** Everybody but the user. */
  readonly members?: readonly ScriptedPerson[];
  /** Oldest first, all read. */
  readonly messages?: readonly ScriptedMessage[];
  /** Whatever else the row of the list should show. */
  readonly summary?: Partial<RoomSummary>;
}

export interface Script {
  /** Who is logged in. @default Anna */
  readonly user?: ScriptedPerson;
  /** Newest first. */
  readonly rooms?: readonly ScriptedRoom[];
  /** Nobody is logged in at first; any password is right. */
  readonly loggedOut?: boolean;
  /** Milliseconds since 1970. @default the platform's clock */
  readonly now?: () => number;
}

export interface ScriptedStore extends FakeStore {
  addRoom(room: ScriptedRoom): { readonly roomId: string };
  /** Somebody else has written: the row appears, the room comes up and is unread. */
  receive(roomId: string, message: ScriptedMessage): { readonly eventId: string };
  showTyping(roomId: string, userIds: readonly string[]): void;
  /** Messages wait until `goOnline`. */
  goOffline(): void;
  goOnline(): void;
  /** The next command of this type is refused. */
  failNext(type: CommandType, code: ErrorCode): void;
}

const anna: ScriptedPerson = { userId: '@anna:server.example', displayName: 'Anna', role: 'administrator' };
const max: ScriptedPerson = { userId: '@max:server.example', displayName: 'Max' };

interface PlayedRoom {
  summary: RoomSummary;
  items: readonly TimelineItem[];
  members: readonly Member[];
}

type Message = Extract<TimelineItem, { kind: 'message' }>;

export function createScriptedStore({
  user = anna,
  rooms = [],
  loggedOut = false,
  now = Date.now,
}: Script = {}): ScriptedStore {
  const store = createFakeStore();
  /** Newest first. */
  const played = new Map<string, PlayedRoom>();
  const failures = new Map<CommandType, ErrorCode>();
  const ignored = new Map<string, Sender>();
  const waiting: (() => void)[] = [];
  let order: readonly string[] = [];
  let online = true;
  let count = 0;

  const roomOf = (roomId: string): PlayedRoom => {
    const room = played.get(roomId);
    if (!room) throw new BmError('ROOM_UNKNOWN', 'the script has no such room');
    return room;
  };
  const showList = (): void => store.show({ type: 'rooms' }, roomList(order.map((roomId) => roomOf(roomId).summary)));
  const changeRow = (roomId: string, changes: Partial<RoomSummary>): void => {
    const room = roomOf(roomId);
    room.summary = { ...room.summary, ...changes, version: room.summary.version + 1 };
    showList();
  };
  const isShown = (item: TimelineItem): boolean => !('sender' in item && ignored.has(item.sender.userId));
  const showItems = (roomId: string, items: readonly TimelineItem[]): void => {
    roomOf(roomId).items = items;
    store.show({ type: 'timeline', roomId }, timeline(items.filter(isShown)) satisfies Timeline);
  };
  /** What the row of a room says of its newest message. */
  const previewIn = (items: readonly TimelineItem[]): Pick<RoomSummary, 'preview' | 'latestTs'> => {
    const last = items.findLast((item): item is Message => item.kind === 'message' && isShown(item));
    if (!last) return { preview: { kind: 'none' }, latestTs: 0 };
    const { key: eventId, sender, own, content, originServerTs: latestTs } = last;
    const { displayName } = sender;
    return {
      preview: { kind: 'message', eventId, sender: displayName, own, content: 'text', body: content.body },
      latestTs,
    };
  };
  const changeItem = (roomId: string, target: string, change: (item: Message) => TimelineItem): void => {
    const { items } = roomOf(roomId);
    const isTarget = (item: TimelineItem): item is Message =>
      item.kind === 'message' && (item.key === target || item.eventId === target);
    if (!items.some(isTarget)) throw new BmError('EVENT_UNKNOWN', 'the script has no such message');
    showItems(
      roomId,
      items.map((item) => (isTarget(item) ? { ...change(item), version: item.version + 1 } : item)),
    );
  };
  const changeMember = (roomId: string, userId: string, changes: Partial<Member> | undefined): void => {
    const room = roomOf(roomId);
    const known = room.members.find((one) => one.userId === userId);
    const others = room.members.filter((one) => one.userId !== userId);
    const changed = changes && {
      ...(known ?? member({ userId, displayName: userId })),
      ...changes,
      version: (known?.version ?? 0) + 1,
    };
    room.members = changed ? [...others, changed] : others;
    store.show({ type: 'members', roomId }, memberList(room.members) satisfies MemberList);
    changeRow(roomId, { memberCount: room.members.filter(({ membership }) => membership !== 'ban').length });
  };
  /** The room is the newest now, and its row shows the message. */
  const bring = (roomId: string, item: Message, changes: Partial<RoomSummary> = {}): void => {
    showItems(roomId, [...roomOf(roomId).items, item]);
    order = [roomId, ...order.filter((other) => other !== roomId)];
    changeRow(roomId, { ...previewIn(roomOf(roomId).items), ...changes });
  };
  const senderOf = (roomId: string, from: string | undefined): Sender => {
    const others = roomOf(roomId).members.filter(({ isOwn }) => !isOwn);
    const { userId, displayName } = others.find((one) => one.userId === from) ?? others[0] ?? max;
    return { userId, displayName };
  };
  const written = (roomId: string, scripted: ScriptedMessage): Message => {
    const { body, from, ts = now() } = typeof scripted === 'string' ? { body: scripted } : scripted;
    const eventId = `$${++count}`;
    return message(body, { key: eventId, eventId, sender: senderOf(roomId, from), originServerTs: ts });
  };
  const addRoom = ({
    name,
    roomId = `!${++count}:server.example`,
    members = [max],
    messages = [],
    summary,
  }: ScriptedRoom): { roomId: string } => {
    const people = [
      member({ ...user, isOwn: true, powerLevel: levelOf[user.role ?? 'member'] }),
      ...members.map((person) => member({ ...person, powerLevel: levelOf[person.role ?? 'member'] })),
    ];
    played.set(roomId, {
      summary: roomSummary({ roomId, name, memberCount: people.length, ...summary }),
      items: [],
      members: people,
    });
    store.show({ type: 'members', roomId }, memberList(people));
    showItems(roomId, []);
    order = [roomId, ...order];
    for (const scripted of messages) bring(roomId, written(roomId, scripted));
    if (summary) changeRow(roomId, summary);
    else showList();
    return { roomId };
  };
  const removeRoom = (roomId: string): void => {
    order = order.filter((other) => other !== roomId);
    showList();
  };
  const whenOnline = (): Promise<void> =>
    online ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve));

  const deliver = async (roomId: string, key: string): Promise<{ eventId: string }> => {
    await whenOnline();
    const code = failures.get('send');
    if (code !== undefined) {
      failures.delete('send');
      changeItem(roomId, key, (item) => ({ ...item, send: { status: 'failed', code, recoverable: true } }));
      throw new BmError(code, 'the script refuses this message');
    }
    const eventId = `$${++count}`;
    changeItem(roomId, key, (item) => ({ ...item, eventId, send: { status: 'sent' } }));
    return { eventId };
  };
  const showSession = (): void => {
    store.show({ type: 'session' }, loggedInSession({ userId: user.userId }));
    store.show({ type: 'profile' }, { displayName: user.displayName });
    store.show(
      { type: 'notifications' },
      { status: 'ready', settings: { enabled: false, showsText: false }, items: [] },
    );
  };

  const answers: CommandAnswers = {
    login: does(() => showSession()),
    logout: does(() => store.show({ type: 'session' }, loggedOutState)),
    createRoom: ({ name, invite, topic, kind = 'room', federation }) => {
      const members = invite.map((userId): ScriptedPerson => ({ userId, displayName: userId }));
      return addRoom({ name, members, summary: { kind, federation, ...(topic !== undefined && { topic }) } });
    },
    openDirectChat: ({ userId }) => {
      const known = [...played.values()].find(({ summary }) => summary.directUserId === userId);
      if (known) return { roomId: known.summary.roomId };
      return addRoom({ name: userId, members: [{ userId, displayName: userId }], summary: { directUserId: userId } });
    },
    join: ({ roomIdOrAlias }) => {
      const { barred, roomId } = roomOf(roomIdOrAlias).summary;
      if (barred) throw new BmError(barred.code, 'the room is barred');
      changeRow(roomId, { membership: 'join' });
      return { roomId };
    },
    leave: ({ roomId }) => {
      removeRoom(roomId);
      return undefined;
    },
    invite: does(({ roomId, userId }) => changeMember(roomId, userId, { membership: 'invite' })),
    kick: does(({ roomId, userId }) => changeMember(roomId, userId, undefined)),
    ban: does(({ roomId, userId }) => changeMember(roomId, userId, { membership: 'ban' })),
    unban: does(({ roomId, userId }) => changeMember(roomId, userId, undefined)),
    setRole: does(({ roomId, userId, role }) => changeMember(roomId, userId, { role, powerLevel: levelOf[role] })),
    setIgnored: does(({ userId, isIgnored }) => {
      if (userId === user.userId) throw new BmError('COMMAND_INVALID', 'nobody ignores themselves');
      const known = [...played.values()].flatMap(({ members }) => members).find((one) => one.userId === userId);
      if (isIgnored) ignored.set(userId, { userId, displayName: known?.displayName ?? userId });
      else ignored.delete(userId);
      store.show({ type: 'ignoredUsers' }, { users: [...ignored.values()] });
      for (const [roomId, { items }] of played) {
        showItems(roomId, items);
        if (items.length > 0) changeRow(roomId, previewIn(items));
      }
    }),
    setNotificationSettings: does(({ settings }) =>
      store.show({ type: 'notifications' }, { status: 'ready', settings, items: [] }),
    ),
    setFavourite: does(({ roomId, isFavourite }) => changeRow(roomId, { isFavourite })),
    setLowPriority: does(({ roomId, isLowPriority }) => changeRow(roomId, { isLowPriority })),
    setNotifications: does(({ roomId, notifications }) =>
      changeRow(roomId, { notifications, isMuted: notifications === 'none' }),
    ),
    setMarkedUnread: does(({ roomId, markedUnread }) => changeRow(roomId, { markedUnread })),
    changeSettings: does(({ roomId, settings: { name, topic } }) =>
      changeRow(roomId, { ...(name !== undefined && { name }), ...(topic !== undefined && { topic }) }),
    ),
    send: ({ roomId, key, content }) => {
      const shown = content.msgtype === 'm.text' || content.msgtype === 'm.notice' || content.msgtype === 'm.emote';
      const text = shown ? content : { msgtype: 'm.text' as const, body: content.body };
      const send = { status: 'sending', waiting: online ? 'answer' : 'network' } as const;
      const { eventId: _, ...echo } = message(text.body, {
        key,
        sender: { userId: user.userId, displayName: user.displayName },
        own: true,
        originServerTs: now(),
        content: text,
        send,
      });
      bring(roomId, echo, { unreadCount: 0, highlightCount: 0 });
      return deliver(roomId, key);
    },
    resend: ({ roomId, key }) => {
      changeItem(roomId, key, (item) => ({ ...item, send: { status: 'sending', waiting: 'answer' } }));
      return deliver(roomId, key);
    },
    discard: ({ roomId, key }) => {
      showItems(
        roomId,
        roomOf(roomId).items.filter((item) => item.key !== key),
      );
      return undefined;
    },
    edit: ({ roomId, target, content }) => {
      changeItem(roomId, target, (item) => ({ ...item, content, edited: true }));
      return { eventId: `$${++count}` };
    },
    redact: ({ roomId, target }) => {
      changeItem(roomId, target, ({ key, version, eventId, sender, own, originServerTs }) => ({
        kind: 'redacted',
        key,
        version,
        sender,
        own,
        originServerTs,
        ...(eventId !== undefined && { eventId }),
      }));
      return undefined;
    },
    react: does(({ roomId, target, reaction }) =>
      changeItem(roomId, target, (item) => ({
        ...item,
        reactions: toggled(item.reactions ?? [], reaction, user.displayName),
      })),
    ),
    markRead: does(({ roomId }) => changeRow(roomId, { unreadCount: 0, highlightCount: 0, markedUnread: false })),
    setDraft: does(({ roomId, threadId, draft }) =>
      store.show({ type: 'draft', roomId, ...(threadId !== undefined && { threadId }) }, draft),
    ),
  };
  store.answer(
    Object.fromEntries(
      Object.entries(answers).map(([type, act]) => [
        type,
        (command: never) => {
          const code = type === 'send' ? undefined : failures.get(type as CommandType);
          if (code === undefined) return (act as (command: never) => unknown)(command);
          failures.delete(type as CommandType);
          throw new BmError(code, 'the script refuses this command');
        },
      ]),
    ) as CommandAnswers,
  );

  for (const room of rooms.toReversed()) addRoom(room);
  showList();
  if (loggedOut) store.show({ type: 'session' }, loggedOutState);
  else showSession();

  return {
    ...store,
    addRoom,
    receive(roomId, scripted) {
      const item = written(roomId, scripted);
      bring(roomId, item, { unreadCount: roomOf(roomId).summary.unreadCount + (isShown(item) ? 1 : 0) });
      return { eventId: item.key };
    },
    showTyping: (roomId, userIds) =>
      store.show({ type: 'typing', roomId }, { users: userIds.map((userId) => senderOf(roomId, userId)) }),
    goOffline() {
      online = false;
      const error = { code: 'OFFLINE', message: 'the script is offline' } as const;
      store.show({ type: 'session' }, loggedInSession({ userId: user.userId, sync: { status: 'offline', error } }));
    },
    goOnline() {
      online = true;
      showSession();
      for (const resolve of waiting.splice(0)) resolve();
    },
    failNext: (type, code) => void failures.set(type, code),
  };
}

/** A command without a result. */
function does<C>(act: (command: C) => void): (command: C) => undefined {
  return (command) => {
    act(command);
    return undefined;
  };
}

const loggedOutState = {
  status: 'loggedOut',
  homeserver: { status: 'reachable', flows: ['m.login.password'] },
} as const;

type Reactions = NonNullable<Message['reactions']>;

function toggled(reactions: Reactions, key: string, name: string): Reactions {
  const known = reactions.find((reaction) => reaction.key === key);
  if (!known) return [...reactions, { key, count: 1, own: true, names: [name] }];
  const own = !known.own;
  const names = own ? [...known.names, name] : known.names.filter((other) => other !== name);
  const changed = { key, own, names, count: known.count + (own ? 1 : -1) };
  return reactions.flatMap((reaction) => (reaction === known ? (changed.count > 0 ? [changed] : []) : [reaction]));
}
