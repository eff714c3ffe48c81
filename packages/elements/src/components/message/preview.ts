/** A message in one line, for quotations, threads and what is pinned. Pure. */
import type { ItemPreview } from '@bundesmessenger/store';
import type { Language } from '../../internal/language.ts';
import type { Message } from './message-view.ts';
import { isTextType } from './text-content.ts';

export function previewText(preview: ItemPreview, language: Language): string {
  if (preview.kind !== 'message') return language.term('contentKind', preview.kind);
  const { msgtype, body } = preview;
  if (isTextType(msgtype)) return body;
  const kind = language.term('contentKind', msgtype);
  return body ? `${kind}: ${body}` : kind;
}

/** The same of a message that is at hand. */
export function messagePreview({ content, plainText }: Message, language: Language): string {
  return previewText({ kind: 'message', msgtype: content.msgtype, body: plainText ?? content.body }, language);
}
