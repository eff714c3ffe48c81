/** What was written becomes commands: an edit, or files of which a single one takes the text as its caption, or a message. */
import type { ErrorCode, NewRelation, Room } from '@bundesmessenger/store';
import { composeText, type Written } from './compose-text.ts';
import type { Purpose } from './purpose.ts';

/**
 * What says that the message has no row: it is wrong itself, or what takes messages has not loaded. It goes back into the
 * field. All other failures are shown in its row.
 */
export const withoutRow: ReadonlySet<ErrorCode> = new Set([
  'MESSAGE_INVALID',
  'ROOM_UNKNOWN',
  'ROOM_NOT_ENCRYPTED',
  'COMMAND_INVALID',
  'OFFLINE',
  'HOST_FILE_MISSING',
  'HOST_LOAD_FAILED',
]);

export interface Submission {
  readonly written: Written;
  readonly files: readonly File[];
  readonly purpose: Purpose | undefined;
  readonly threadId: string | undefined;
}

/** What a command that failed would have sent. */
export interface Unsent {
  readonly hasText: boolean;
  readonly files: readonly File[];
}

/**
 * Resolves when the commands are on their way, in this order; does not wait for the server.
 * @param failed hears of each command that fails
 * @throws what keeps the text from being formatted
 */
export async function sendWritten(
  room: Pick<Room, 'send' | 'sendFile' | 'edit'>,
  { written, files, purpose, threadId }: Submission,
  failed: (error: unknown, unsent: Unsent) => void,
): Promise<void> {
  const content = written.text.trim() ? await composeText(written) : undefined;
  const textFailed = (error: unknown): void => failed(error, { hasText: true, files: [] });
  if (purpose?.kind === 'edit') {
    if (content) void room.edit(purpose.target, content).catch(textFailed);
    return;
  }
  const relation: NewRelation = {
    ...(purpose && { replyTo: purpose.target }),
    ...(threadId !== undefined && { threadId }),
  };
  const caption = files.length === 1 && content;
  for (const file of files) {
    const text = caption && {
      caption: caption.body,
      ...(caption.formattedBody !== undefined && { formattedCaption: caption.formattedBody }),
      ...(caption.mentions && { mentions: caption.mentions }),
    };
    void room
      .sendFile(file, { filename: file.name, ...relation, ...text })
      .catch((error: unknown) => failed(error, { hasText: Boolean(caption), files: [file] }));
  }
  if (content && !caption) void room.send(content, relation).catch(textFailed);
}
