/** What a page sends is checked here: it may be of another version. */
import { BmError } from '@bundesmessenger/core/errors';
import { topicKey, type Topic } from '../protocol/topics.ts';

/** @throws {BmError} COMMAND_INVALID */
export function nameIn(topic: Topic, name: 'userId' | 'roomId' | 'eventId' | 'threadId' | 'search'): string {
  const value = (topic as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'string') return value;
  throw new BmError('COMMAND_INVALID', `the topic needs a ${name}: ${topicKey(topic)}`);
}
