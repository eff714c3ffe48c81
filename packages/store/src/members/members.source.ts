/** Feeds the member lists of rooms: a room is opened and its members loaded while somebody looks at them. */
import type { Room, Rooms, StateEvent } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import { withVersions } from '../protocol/versions.ts';
import type { MemberList, MemberListQuery } from './members.ts';
import { completeMemberQuery, projectMembers } from './project-members.ts';

export interface MembersSourceOptions {
  readonly rooms: Rooms;
  readonly userId: Readable<string | undefined>;
}

/** @throws {BmError} COMMAND_INVALID for what is no query */
export function createMembersSource(
  { rooms, userId }: MembersSourceOptions,
  roomId: string,
  request?: MemberListQuery,
): Readable<MemberList> {
  const query = completeMemberQuery(request);
  let shown: readonly unknown[] = [];
  let failed = false;

  const project = (): void => {
    const own = userId.get();
    const room = rooms.get(roomId);
    if (own === undefined || !room)
      return list.set(rooms.coverage.get() === 'all' ? unknownRoom : initialSnapshots.members);
    // Messages come and go without changing anybody.
    const parts = [own, failed, room.membership, room.membersComplete, ...membershipParts(room)];
    if (isSame(parts, shown)) return;
    shown = parts;
    const { items, ...window } = projectMembers(room, own, query);
    list.set({
      ...window,
      status: room.membersComplete ? 'ready' : failed ? 'failed' : 'partial',
      items: withVersions(list.get().items, items, (member) => member.userId),
    });
  };
  const list = writable<MemberList>(initialSnapshots.members, () => {
    let listens = true;
    let loading = false;
    failed = false;
    shown = [];
    const load = async (): Promise<void> => {
      if (loading || failed || !rooms.get(roomId) || rooms.get(roomId)!.membersComplete) return;
      loading = true;
      try {
        await rooms.loadMembers(roomId);
      } catch {
        failed = true; // shown as status; asked again by the next watch
      }
      loading = false;
      if (listens) project();
    };
    const projectSoon = coalesce(() => {
      if (!listens) return;
      project();
      void load();
    });
    const stops = [
      rooms.open(roomId),
      rooms.onChange(({ roomIds }) => roomIds.has(roomId) && projectSoon()),
      rooms.coverage.subscribe(projectSoon),
      userId.subscribe(projectSoon),
    ];
    project();
    return () => {
      listens = false;
      stops.forEach((stop) => stop());
    };
  });
  return list;
}

const unknownRoom: MemberList = { status: 'unknownRoom', total: 0, offset: 0, items: [] };

/** Everything that a row is made of. A state event that has changed is another object. */
function membershipParts(room: Room): readonly (StateEvent | undefined)[] {
  return [room.state('m.room.power_levels'), room.state('m.room.create'), ...room.statesOf('m.room.member')];
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}
