/**
 * The bot over a store: accepts invitations and answers each question once. It knows nothing of Matrix: rows in, commands
 * out.
 */
import { toErrorData, type Room, type Store, type TimelineItem } from '@bundesmessenger/store';
import { answerTo } from './opening-hours.ts';

type Message = Extract<TimelineItem, { kind: 'message' }>;

export interface OpeningHoursBot {
  stop(): void;
}

export interface OpeningHoursBotOptions {
  readonly store: Pick<Store, 'rooms' | 'room' | 'join'>;
  /** Told of what went wrong, as a code: nothing of a conversation belongs into a log. */
  readonly log: (line: string) => void;
  readonly now?: () => Date;
}

export function startOpeningHoursBot({ store, log, now = () => new Date() }: OpeningHoursBotOptions): OpeningHoursBot {
  const followed = new Map<string, () => void>();
  const invitations = new Set<string>();
  /** Keys of questions that are being answered. */
  const begun = new Set<string>();

  const accept = async (roomId: string): Promise<void> => {
    invitations.add(roomId);
    try {
      await store.join(roomId);
    } catch (error) {
      invitations.delete(roomId); // tried again with the next change of the list
      log(`an invitation could not be accepted: ${toErrorData(error).code}`);
    }
  };

  const answer = async (room: Room, { content, eventId }: Message & { eventId: string }): Promise<void> => {
    begun.add(eventId);
    try {
      // A notice, as the specification wants it of bots: two of them never answer each other.
      await room.send({ msgtype: 'm.notice', body: answerTo(content.body, now()) }, { replyTo: eventId });
      await room.markRead(eventId);
    } catch (error) {
      log(`a question could not be answered: ${toErrorData(error).code}`);
    }
  };

  const follow = (roomId: string): (() => void) => {
    const room = store.room(roomId);
    return room.timeline.subscribe(({ items }) => {
      const messages = items.filter((item) => item.kind === 'message');
      const answered = new Set(messages.flatMap(({ own, replyTo }) => (own && replyTo ? [replyTo.eventId] : [])));
      for (const item of messages) {
        if (isQuestion(item) && !answered.has(item.eventId) && !begun.has(item.eventId)) void answer(room, item);
      }
    });
  };

  const stopRooms = store.rooms.subscribe(({ items }) => {
    for (const { roomId, membership, barred } of items) {
      if (membership === 'invite' && !barred && !invitations.has(roomId)) void accept(roomId);
      if (membership === 'join' && !followed.has(roomId)) followed.set(roomId, follow(roomId));
    }
  });

  return {
    stop() {
      stopRooms();
      for (const stop of followed.values()) stop();
    },
  };
}

/** What a person has written; not another bot, and nothing that a server could have put into an encrypted room. */
function isQuestion(item: Message): item is Message & { eventId: string } {
  return (
    !item.own && item.eventId !== undefined && item.content.msgtype === 'm.text' && item.protection === 'encrypted'
  );
}
