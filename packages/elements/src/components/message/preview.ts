/** A message in one line, for quotations, threads and what is pinned. Pure. */
import type { ItemPreview } from '@bundesmessenger/store';
import type { Language } from '../../internal/language.ts';

export function previewText(preview: ItemPreview, language: Language): string {
  if (preview.kind !== 'message') return language.term('contentKind', preview.kind);
  const { msgtype, body } = preview;
  const isText = msgtype === 'm.text' || msgtype === 'm.notice' || msgtype === 'm.emote';
  if (isText) return body;
  const kind = language.term('contentKind', msgtype);
  return body ? `${kind}: ${body}` : kind;
}
