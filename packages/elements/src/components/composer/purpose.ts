/** What a message is about besides its text: the one that it answers, or the own one that it replaces. Pure. */
import type { Draft, TimelineItem } from '@bundesmessenger/store';
import { isText } from '../message/text-content.ts';
import { namedIn, typedText, type Mention } from './compose-text.ts';

/** `target` of an edit is an event id or a key. */
export type Purpose =
  { readonly kind: 'reply'; readonly target: string } | { readonly kind: 'edit'; readonly target: string };

export function purposeOf(draft: Draft | null): Purpose | undefined {
  if (draft?.editOf !== undefined) return { kind: 'edit', target: draft.editOf };
  return draft?.replyTo === undefined ? undefined : { kind: 'reply', target: draft.replyTo };
}

export interface Begun {
  readonly body: string;
  /** People whom the user has chosen, also those whose name is no longer in the text. */
  readonly mentioned: readonly Mention[];
  readonly purpose: Purpose | undefined;
  /** Of an edit: what was begun before it. */
  readonly before: Draft | undefined;
}

/** @returns `null` where nothing is begun */
export function toDraft({ body, mentioned, purpose, before }: Begun): Draft | null {
  if (!body && !purpose) return null;
  const mentions = namedIn(body, mentioned);
  return {
    body,
    ...(mentions.length > 0 && { mentions }),
    ...(purpose?.kind === 'reply' && { replyTo: purpose.target }),
    ...(purpose?.kind === 'edit' && { editOf: purpose.target, ...(before && { before }) }),
  };
}

/**
 * Who is meant without being named in the text. An edit means who was meant before.
 * @param item what is answered or edited, where it is known
 */
export function meantBy(purpose: Purpose | undefined, item: TimelineItem | undefined): readonly string[] {
  if (!purpose || !item || !('sender' in item)) return [];
  if (purpose.kind === 'reply') return item.own ? [] : [item.sender.userId];
  const content = item.kind === 'message' ? item.content : undefined;
  if (!content || !isText(content)) return [];
  const named = new Set(typedText(content).mentions.map(({ userId }) => userId));
  return (content.mentions?.userIds ?? []).filter((userId) => !named.has(userId));
}
