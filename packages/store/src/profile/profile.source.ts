/**
 * The user's own profile: asked for while somebody listens and the session is in sync, so never on the way to the list; and
 * again when a membership of the user's own says that it has changed since.
 */
import type { JsonObject, Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { mxcIn } from '../rooms/mxc.ts';
import { shownText } from '../rooms/shown-text.ts';
import { noProfile, type Profile } from './profile.ts';

/** As in the directory of users. */
const maxNameLength = 120;

export function createProfileSource(session: Pick<Session, 'state' | 'rooms' | 'request'>): Readable<Profile> {
  const { state, rooms } = session;
  /** Whose profile is shown. */
  let owner: string | undefined;
  const profile = writable<Profile>(noProfile, () => {
    let listens = true;
    /** Whether the profile is the server's, or is being asked for; not where the request has failed. */
    let current = false;
    let loading = false;
    let again = false;
    /** Server time of the newest membership that has been looked at, in milliseconds since 1970. */
    let seenTs = 0;

    const load = async (): Promise<void> => {
      current = true;
      again = loading;
      if (loading) return;
      loading = true;
      do {
        again = false;
        const userId = owner;
        if (userId === undefined) break;
        try {
          const path = `/_matrix/client/v3/profile/${encodeURIComponent(userId)}`;
          const answer = readProfile(await session.request({ method: 'GET', path }));
          if (listens && userId === owner && !isSame(answer, profile.get())) profile.set(answer);
        } catch {
          if (userId === owner) current = false; // asked again when the session next says that it is in sync
        }
      } while (again && listens);
      loading = false;
    };
    const stops = [
      state.subscribe((now) => {
        const userId = now.status === 'loggedIn' ? now.userId : undefined;
        if (userId !== owner) {
          owner = userId;
          current = false;
          profile.set(noProfile);
        }
        if (now.status !== 'loggedIn' || now.sync.status !== 'live' || current) return;
        seenTs = newestMembershipTs(rooms, now.userId);
        void load();
      }),
      rooms.onChange(({ roomIds }) => {
        if (owner === undefined || !current) return;
        for (const roomId of roomIds) {
          const event = rooms.get(roomId)?.state('m.room.member', owner);
          // Older ones come with every room that the sync brings for the first time.
          if (!event || event.origin_server_ts <= seenTs || event.content.membership !== 'join') continue;
          seenTs = event.origin_server_ts;
          // A room may know the user by another name: what counts is the profile.
          if (!isSame(readProfile(event.content), profile.get())) return void load();
        }
      }),
    ];
    return () => {
      listens = false;
      for (const stop of stops) stop();
    };
  });
  return profile;
}

/** The same members in the answer of `GET /profile/{userId}` and in `m.room.member`. */
function readProfile({ displayname, avatar_url: avatar }: JsonObject): Profile {
  const displayName = shownText(displayname, maxNameLength);
  const avatarUrl = mxcIn(avatar);
  return { ...(displayName !== '' && { displayName }), ...(avatarUrl !== undefined && { avatarUrl }) };
}

function isSame(a: Profile, b: Profile): boolean {
  return a.displayName === b.displayName && a.avatarUrl === b.avatarUrl;
}

function newestMembershipTs(rooms: Session['rooms'], userId: string): number {
  let newest = 0;
  for (const room of rooms.all()) {
    newest = Math.max(newest, room.state('m.room.member', userId)?.origin_server_ts ?? 0);
  }
  return newest;
}
