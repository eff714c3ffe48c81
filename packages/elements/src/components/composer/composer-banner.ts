/** What a composer is about to answer or edit, above its field. */
import type { TimelineItem } from '@bundesmessenger/store';
import { html, nothing, type TemplateResult } from 'lit';
import { Pencil, Reply, X } from 'lucide';
import { icon } from '../../internal/icon.ts';
import type { Language } from '../../internal/language.ts';
import { isBubble } from '../timeline/rows.ts';
import { messagePreview } from '../message/preview.ts';

/** @param item the message, as soon as it is known */
export function composerBanner(
  kind: 'reply' | 'edit',
  item: TimelineItem | undefined,
  language: Language,
  onCancel: () => void,
): TemplateResult {
  const isReply = kind === 'reply';
  const bubble = isBubble(item) ? item : undefined;
  const title = isReply ? language.term('replyingTo', bubble?.sender.displayName ?? '…') : language.term('editing');
  const preview =
    bubble &&
    (bubble.kind === 'message' ? messagePreview(bubble, language) : language.term('contentKind', bubble.kind));
  const cancel = language.term(isReply ? 'cancelReply' : 'cancelEdit');
  return html`<div class="banner" part="banner">
    ${icon(isReply ? Reply : Pencil)}
    <div class="banner-text" id="banner">
      <strong>${title}</strong>
      ${preview ? html`<bdi>${preview}</bdi>` : nothing}
    </div>
    <button class="icon-button" type="button" aria-label=${cancel} title=${cancel} @click=${onCancel}>
      ${icon(X)}
    </button>
  </div>`;
}
