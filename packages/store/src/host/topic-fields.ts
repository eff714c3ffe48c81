/** What a page sends is checked here: it may be of another version. */
import { BmError } from '@bundesmessenger/core/errors';
import { topicKey, type Topic } from '../protocol/topics.ts';
import type { FirstStageTopic } from './second-stage.ts';

/** Of the second stage: the first knows their names alone. */
const secondStageTopics: Readonly<Record<Exclude<Topic['type'], FirstStageTopic>, 1>> = {
  timeline: 1,
  focused: 1,
  thread: 1,
  files: 1,
  search: 1,
  pinned: 1,
  draft: 1,
  typing: 1,
  settings: 1,
  members: 1,
  profile: 1,
  ignoredUsers: 1,
  notifications: 1,
  encryption: 1,
  devices: 1,
  verification: 1,
  reauthentication: 1,
  identity: 1,
};

/** @throws {BmError} COMMAND_INVALID */
export function checkTopic({ type }: Topic): void {
  if (!Object.hasOwn(secondStageTopics, type)) throw new BmError('COMMAND_INVALID', 'there is no such topic');
}

/** @throws {BmError} COMMAND_INVALID */
export function nameIn(topic: Topic, name: 'userId' | 'roomId' | 'eventId' | 'threadId' | 'search'): string {
  const value = (topic as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'string') return value;
  throw new BmError('COMMAND_INVALID', `the topic needs a ${name}: ${topicKey(topic)}`);
}
