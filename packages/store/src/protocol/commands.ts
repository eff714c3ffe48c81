/** Everything a page can ask the host to do: one row per command, with parameters and result. Closed and cloneable by type. */
import type { LoginRequest } from '@bundesmessenger/core/types';
import type { DirectoryCommands } from '../directory/directory-commands.ts';
import { onceOnlyEncryptionCommands, type EncryptionCommands } from '../encryption/encryption-commands.ts';
import { onceOnlyRoomCommands, type RoomCommands } from '../rooms/room-commands.ts';
import type { TextContent } from '../timeline/message-content.ts';
import type { AllCloneable } from './cloneable.ts';

interface CommandTable extends EncryptionCommands, RoomCommands, DirectoryCommands {
  login: { parameters: { request: LoginRequest }; result: undefined };
  logout: { parameters: object; result: undefined };
  /** Tries the server again at once instead of waiting for the back-off. */
  reconnect: { parameters: object; result: undefined };
  /** Resolves when the server has the message; the timeline shows it at once, under `key`. The same key is sent once. */
  send: { parameters: { roomId: string; key: string; content: TextContent }; result: { eventId: string } };
  /** Tries a failed message again, with the transaction id of its first try. */
  resend: { parameters: { roomId: string; key: string }; result: { eventId: string } };
  /** Drops a message that is not with the server yet. */
  discard: { parameters: { roomId: string; key: string }; result: undefined };
  /** Loads older events; resolves when they are in the snapshot. */
  paginate: { parameters: { roomId: string; limit: number }; result: undefined };
  markRead: { parameters: { roomId: string; eventId: string }; result: undefined };
}

export type CommandType = keyof CommandTable;
export type Commands = AllCloneable<{ [Type in CommandType]: { type: Type } & CommandTable[Type]['parameters'] }>;
export type Results = AllCloneable<{ [Type in CommandType]: CommandTable[Type]['result'] }>;

/** Commands that must not be repeated when their answer got lost with the host; all others may. */
export const onceOnly: readonly CommandType[] = [
  'login',
  'resend',
  'discard',
  ...onceOnlyEncryptionCommands,
  ...onceOnlyRoomCommands,
];

export type Command = Commands[CommandType];
export type ResultOf<C extends Command> = Results[C['type']];
