/** Everything a page can ask the host to do: one row per command, with parameters and result. Closed and cloneable by type. */
import type { LoginRequest, SignInRequest } from '@bundesmessenger/core/types';
import type { DirectoryCommands } from '../directory/directory-commands.ts';
import { onceOnlyEncryptionCommands, type EncryptionCommands } from '../encryption/encryption-commands.ts';
import type { IgnoredUsersCommands } from '../ignored-users/ignored-users.ts';
import type { NotificationCommands } from '../notifications/notifications.ts';
import { onceOnlyRoomCommands, type RoomCommands } from '../rooms/room-commands.ts';
import { onceOnlyTimelineCommands, type TimelineCommands } from '../timeline/timeline-commands.ts';
import type { AllCloneable } from './cloneable.ts';

interface CommandTable
  extends
    EncryptionCommands,
    RoomCommands,
    DirectoryCommands,
    TimelineCommands,
    IgnoredUsersCommands,
    NotificationCommands {
  login: { parameters: { request: LoginRequest }; result: undefined };
  /** Where the page goes for a login elsewhere; it comes back with a `login` of type `callback`. */
  beginLogin: { parameters: { request: SignInRequest }; result: { readonly url: string } };
  logout: { parameters: object; result: undefined };
  /** Tries the server again at once instead of waiting for the back-off. */
  reconnect: { parameters: object; result: undefined };
}

export type CommandType = keyof CommandTable;
export type Commands = AllCloneable<{ [Type in CommandType]: { type: Type } & CommandTable[Type]['parameters'] }>;
export type Results = AllCloneable<{ [Type in CommandType]: CommandTable[Type]['result'] }>;

/** Commands that must not be repeated when their answer got lost with the host; all others may. */
export const onceOnly: readonly CommandType[] = [
  'login',
  ...onceOnlyEncryptionCommands,
  ...onceOnlyRoomCommands,
  ...onceOnlyTimelineCommands,
];

export type Command = Commands[CommandType];
export type ResultOf<C extends Command> = Results[C['type']];
