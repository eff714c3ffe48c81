/**
 * The message that is begun: its text in the field, whom it mentions, and what it answers or replaces. Becomes a draft, and
 * comes from one.
 */
import type { Draft, Room, TimelineItem } from '@bundesmessenger/store';
import type { ReactiveControllerHost } from 'lit';
import { isText } from '../message/text-content.ts';
import { typedText, type Mention } from './compose-text.ts';
import { purposeOf, toDraft, type Purpose } from './purpose.ts';
import { RelatedMessage } from './related-message.ts';
import type { TextField } from './text-field.ts';

export class BegunMessage {
  readonly #host: ReactiveControllerHost;
  readonly #field: TextField;
  readonly #changed: () => void;
  readonly #related: RelatedMessage;
  #room: Room | undefined;
  #threadId: string | undefined;
  #purpose: Purpose | undefined;
  #mentioned: readonly Mention[] = [];
  /** Of an edit: what was begun before it. */
  #before: Draft | undefined;
  /** The message that is edited is not here yet, and so its text is not. */
  #awaitsEdited = false;

  /** @param changed something else is begun than before, or nothing, because the user wants it so */
  constructor(host: ReactiveControllerHost, field: TextField, changed: () => void) {
    this.#host = host;
    this.#field = field;
    this.#changed = changed;
    this.#related = new RelatedMessage(host, () => this.#showEdited());
  }

  get purpose(): Purpose | undefined {
    return this.#purpose;
  }

  get isEdit(): boolean {
    return this.#purpose?.kind === 'edit';
  }

  /** What is answered or edited, where it is known. */
  get related(): TimelineItem | undefined {
    return this.#related.item;
  }

  /** People whom the user has chosen while writing this text. */
  get mentioned(): readonly Mention[] {
    return this.#mentioned;
  }

  /** Forgets all but the text: in the next room or thread nothing is begun yet. */
  follow(room: Room | undefined, threadId: string | undefined): void {
    this.#room = room;
    this.#threadId = threadId;
    this.#mentioned = [];
    this.#before = undefined;
    this.#setPurpose(undefined);
  }

  get draft(): Draft | null {
    return toDraft({
      body: this.#field.text,
      mentioned: this.#mentioned,
      purpose: this.#purpose,
      before: this.#before,
    });
  }

  show(draft: Draft | null): void {
    this.#setPurpose(purposeOf(draft));
    this.#before = draft?.before;
    this.#mentioned = draft?.mentions ?? [];
    this.#field.text = draft?.body ?? '';
  }

  /** An answer takes the text that is there. */
  reply(target: string): void {
    this.#endEdit();
    this.#begin({ kind: 'reply', target });
  }

  /** An edit leaves what was begun, and begins with the text as it is. */
  edit(target: string): void {
    this.#endEdit();
    this.#before = this.draft ?? undefined;
    this.#field.text = '';
    this.#begin({ kind: 'edit', target });
    this.#awaitsEdited = true;
    this.#showEdited();
  }

  mention(mention: Mention): void {
    this.#mentioned = [...this.#mentioned, mention];
  }

  /** Takes an answer or an edit back. */
  cancel(): void {
    if (this.isEdit) this.#endEdit();
    else this.#setPurpose(undefined);
    this.#changed();
    this.#field.focus();
  }

  #endEdit(): void {
    if (this.isEdit) this.show(this.#before ?? null);
  }

  #begin(purpose: Purpose): void {
    this.#setPurpose(purpose);
    this.#field.focus();
    this.#changed();
  }

  #setPurpose(purpose: Purpose | undefined): void {
    this.#awaitsEdited = false;
    if (purpose) this.#related.follow(this.#room, this.#threadId, purpose.target);
    else this.#related.forget();
    if (purpose === this.#purpose) return;
    this.#purpose = purpose;
    this.#host.requestUpdate();
  }

  /** As soon as the message is here, unless the user has begun without it. */
  #showEdited(): void {
    const item = this.#awaitsEdited ? this.#related.item : undefined;
    if (item?.kind !== 'message') return;
    this.#awaitsEdited = false;
    if (this.#field.text) return;
    const { content } = item;
    const { text, mentions } = isText(content) ? typedText(content) : { text: content.body, mentions: [] };
    this.#field.text = text;
    this.#mentioned = mentions;
    this.#field.caretToEnd();
    this.#changed();
  }
}
