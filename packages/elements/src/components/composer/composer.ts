/**
 * `<bm-composer>`: writes into one room or thread: text, answers, edits, files and polls. Long, because all of them share one
 * field and its draft; mentions, attachments and banner have files of their own.
 */
import {
  toErrorData,
  type Deployment,
  type Draft,
  type ErrorCode,
  type NewPoll,
  type Room,
  type RoomSettings,
  type RoomSummary,
  type Timeline,
  type TimelineItem,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Check, CircleAlert, File as FileIcon, ListTodo, Paperclip, Plus, SendHorizontal, Smile } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { PopupMenu } from '../../internal/popup-menu.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { whenIdle } from '../../internal/when-idle.ts';
import { EmojiPopup } from '../emoji-picker/emoji-popup.ts';
import { isText } from '../message/text-content.ts';
import { Attachments } from './attachments.ts';
import { loadMarkdown, namedIn, typedText, type Mention } from './compose-text.ts';
import { composerBanner } from './composer-banner.ts';
import { composerStyles } from './composer.styles.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { MentionList } from './mention-list.ts';
import { sendWritten, type Purpose } from './send-written.ts';
import { TypingNotice } from './typing-notice.ts';

/**
 * What says that the message has no row: it is wrong itself, or what takes messages has not loaded. It goes back into the
 * field. All other failures are shown in its row.
 */
const withoutRow: ReadonlySet<ErrorCode> = new Set([
  'MESSAGE_INVALID',
  'ROOM_UNKNOWN',
  'ROOM_NOT_ENCRYPTED',
  'COMMAND_INVALID',
  'OFFLINE',
  'HOST_FILE_MISSING',
  'HOST_LOAD_FAILED',
]);

/**
 * Enter sends, Shift+Enter makes a new line; while an input method composes, Enter belongs to it. Arrow up in an empty
 * field edits the newest own message; Escape takes an answer or an edit back.
 *
 * @summary A text field that grows with its text; Markdown, mentions, emojis, files and polls.
 *
 * @event bm-send - Something new was written; `<bm-timeline>` of the same room or thread has to show its newest messages.
 * @csspart base - The form.
 * @csspart banner - What is answered or edited.
 * @csspart attachments - Files that will be sent.
 * @csspart field - The text field with its border.
 * @csspart input - The text field.
 * @csspart attach - The button that attaches something.
 * @csspart send - The button that sends.
 * @csspart error - Why the message cannot be sent.
 */
export class BmComposer extends LaterElement {
  static override styles = composerStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    threadId: { attribute: 'thread-id' },
    error: { state: true },
    purpose: { state: true },
    dropping: { state: true },
    askingPoll: { state: true },
  };

  /** The room to write to. */
  declare roomId: string | undefined;
  /** Event id of a thread's root, to write into that thread. */
  declare threadId: string | undefined;
  declare private error: ErrorCode | undefined;
  declare private purpose: Purpose | undefined;
  /** Whether files are held over the element. */
  declare private dropping: boolean;
  declare private askingPoll: boolean;

  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #settings = new ReadableController<RoomSettings>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  /** Where the message that is answered or edited is looked for. */
  readonly #around = new ReadableController<Timeline>(this, () => this.#showEdited());
  readonly #menu = new PopupMenu(this);
  readonly #attachments = new Attachments(this, this.language, () => this.#deployment.value?.limits?.uploadBytes);
  readonly #mentions = new MentionList(this, {
    language: this.language,
    room: () => this.#room,
    mayMentionRoom: () => this.#mayMentionRoom,
    choose: (mention, length) => this.#mention(mention, length),
  });
  readonly #drafts = new DraftKeeper({ read: () => this.#draft, show: (draft) => this.#showDraft(draft) });
  readonly #emojis = new EmojiPopup({ pick: (emoji) => this.#insertEmoji(emoji) });
  readonly #typing = new TypingNotice();
  readonly #input = createRef<HTMLTextAreaElement>();
  readonly #grower = createRef<HTMLElement>();
  readonly #button = createRef<HTMLButtonElement>();
  readonly #files = createRef<HTMLInputElement>();
  #room: Room | undefined;
  #hasTyped = false;
  /** People whom the user has chosen while writing this text. */
  #mentioned: readonly Mention[] = [];
  /** Of an edit: what was begun before it. */
  #before: Draft | undefined;
  /** The message that is edited is not here yet, and so its text is not. */
  #awaitsEdited = false;
  /** One after the other: a message that waits for its formatting must not be overtaken. */
  #sending: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.dropping = false;
    this.askingPoll = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#onPageHide);
    if (this.hasUpdated) this.#drafts.follow(this.#room, this.threadId);
  }

  override disconnectedCallback(): void {
    this.#drafts.end();
    this.#typing.stop();
    removeEventListener('pagehide', this.#onPageHide);
    super.disconnectedCallback();
  }

  override focus(options?: FocusOptions): void {
    this.#input.value?.focus(options);
  }

  /** Begins an answer. @param eventId of the message that is answered */
  reply(eventId: string): void {
    this.#begin({ kind: 'reply', target: eventId });
  }

  /** Begins an edit. @param target event id, or key, of an own message */
  edit(target: string): void {
    this.#begin({ kind: 'edit', target });
    this.#awaitsEdited = true;
    this.#showEdited();
  }

  /** Attaches files, as when they are dropped on the room. */
  addFiles(files: Iterable<File>): void {
    this.#attachments.add(files);
    this.#refreshButton();
    this.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('store')) this.#deployment.follow(this.store?.deployment);
    if (!changed.has('store') && !changed.has('roomId') && !changed.has('threadId')) return;
    // What was begun in the room before is written down there.
    this.#drafts.end();
    this.error = undefined;
    this.purpose = undefined;
    this.#mentioned = [];
    this.#before = undefined;
    this.#awaitsEdited = false;
    this.#attachments.clear();
    this.#mentions.close();
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#summary.follow(this.#room?.summary);
    this.#settings.follow(this.#room?.settings);
    this.#typing.follow(this.#room);
    this.#around.follow(undefined);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('store') || changed.has('roomId') || changed.has('threadId')) {
      this.#text = '';
      this.#drafts.follow(this.#room, this.threadId);
    }
    this.#refreshButton();
  }

  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    if (settings?.status === 'ready' && !settings.can.send) {
      const why = settings.encrypted ? 'composerForbidden' : 'composerNotEncrypted';
      return html`<p class="forbidden" part="base">${this.term(why)}</p>`;
    }
    return html`<form
      part="base"
      @submit=${this.#onSubmit}
      @dragover=${this.#onDragOver}
      @dragleave=${() => (this.dropping = false)}
      @drop=${this.#onDrop}
    >
      ${this.#mentions.render()}
      ${
        this.error
          ? html`<p class="field-error" part="error" id="error" role="alert">
              ${icon(CircleAlert)}${this.term('error', this.error)}
            </p>`
          : nothing
      }
      ${
        this.purpose
          ? composerBanner(this.purpose.kind, this.#itemOf(this.purpose.target), this.language, () => this.#cancel())
          : nothing
      }
      ${this.#attachments.render()} ${this.#bar()} ${this.#menu.render()} ${this.#emojis.render()}
      <input type="file" multiple hidden @change=${this.#onFiles} ${ref(this.#files)} />
      ${this.dropping ? html`<p class="drop">${icon(Paperclip)}${this.term('dropFiles')}</p>` : nothing}
      ${
        this.askingPoll
          ? html`<bm-poll-dialog
              @bm-poll-create=${this.#onPoll}
              @close=${() => (this.askingPoll = false)}
            ></bm-poll-dialog>`
          : nothing
      }
    </form>`;
  }

  #bar(): TemplateResult {
    const isOpen = this.#mentions.isOpen;
    const isEdit = this.purpose?.kind === 'edit';
    const send = this.term(isEdit ? 'save' : 'send');
    return html`<div class="bar">
      ${
        isEdit
          ? nothing
          : html`<button
              class="icon-button"
              part="attach"
              type="button"
              aria-haspopup="menu"
              aria-label=${this.term('attach')}
              title=${this.term('attach')}
              @click=${this.#onAttach}
            >
              ${icon(Plus)}
            </button>`
      }
      <div class="field-box" part="field">
        <div class="grower" ${ref(this.#grower)}>
          <textarea
            part="input"
            rows="1"
            role=${isOpen ? 'combobox' : nothing}
            aria-autocomplete=${isOpen ? 'list' : nothing}
            aria-expanded=${isOpen ? 'true' : nothing}
            aria-controls=${isOpen ? 'mentions' : nothing}
            aria-activedescendant=${this.#mentions.activeId ?? nothing}
            aria-label=${this.#label}
            placeholder=${this.#placeholder}
            aria-invalid=${this.error ? 'true' : 'false'}
            aria-describedby=${[this.error && 'error', this.purpose?.kind === 'reply' && 'banner'].filter(Boolean).join(' ') || nothing}
            enterkeyhint="send"
            autocapitalize="sentences"
            @keydown=${this.#onKeyDown}
            @input=${this.#onInput}
            @paste=${this.#onPaste}
            @blur=${() => this.#mentions.close()}
            ${ref(this.#input)}
          ></textarea>
        </div>
        <button
          class="icon-button emoji"
          type="button"
          aria-label=${this.term('emoji')}
          title=${this.term('emoji')}
          @click=${(event: Event) => void this.#emojis.open(event.currentTarget as Element)}
        >
          ${icon(Smile)}
        </button>
      </div>
      <button
        class="send"
        part="send"
        type="submit"
        aria-label=${send}
        title=${send}
        aria-disabled="true"
        ${ref(this.#button)}
      >
        ${icon(isEdit ? Check : SendHorizontal)}
      </button>
    </div>`;
  }

  get #label(): string {
    if (this.purpose?.kind === 'edit') return this.term('editing');
    if (this.threadId !== undefined) return this.term('writeInThread');
    const room = this.#summary.value;
    return room ? this.term('writeMessageTo', room.name || this.term('unnamedRoom')) : this.term('writeMessage');
  }

  get #placeholder(): string {
    if (this.purpose?.kind === 'reply') return this.term('writeReply');
    return this.term(this.threadId === undefined ? 'writeMessage' : 'writeInThread');
  }

  get #mayMentionRoom(): boolean {
    const settings = this.#settings.value;
    return settings?.status === 'ready' && settings.can.notifyRoom;
  }

  get #text(): string {
    return this.#input.value?.value ?? '';
  }

  set #text(text: string) {
    if (this.#input.value) this.#input.value.value = text;
    this.#grow();
  }

  /** Files go with messages, not with edits. */
  get #isEmpty(): boolean {
    return !this.#text.trim() && (this.purpose?.kind === 'edit' || this.#attachments.isEmpty);
  }

  get #draft(): Draft | null {
    const body = this.#text;
    const { purpose } = this;
    if (!body && !purpose) return null;
    const mentions = namedIn(body, this.#mentioned);
    return {
      body,
      ...(mentions.length > 0 && { mentions }),
      ...(purpose?.kind === 'reply' && { replyTo: purpose.target }),
      ...(purpose?.kind === 'edit' && { editOf: purpose.target, ...(this.#before && { before: this.#before }) }),
    };
  }

  #showDraft(draft: Draft | null): void {
    const target = draft?.editOf ?? draft?.replyTo;
    if (target === undefined) this.#end();
    else this.#begin({ kind: draft?.editOf === undefined ? 'reply' : 'edit', target }, false);
    this.#before = draft?.before;
    this.#mentioned = draft?.mentions ?? [];
    this.#text = draft?.body ?? '';
  }

  #begin(purpose: Purpose, byUser = true): void {
    if (byUser && this.purpose?.kind === 'edit') this.#showDraft(this.#before ?? null);
    if (byUser && purpose.kind === 'edit') {
      this.#before = this.#draft ?? undefined;
      this.#text = '';
    }
    this.#awaitsEdited = false;
    this.purpose = purpose;
    const { target } = purpose;
    const room = this.#room;
    const shown = this.threadId === undefined ? room?.timeline : room?.thread(this.threadId);
    const isHere = shown?.get().items.some(isMeant(target));
    this.#around.follow(isHere || !target.startsWith('$') ? shown : room?.focused(target));
    if (!byUser) return;
    this.focus();
    this.#drafts.changed();
  }

  #end(): void {
    this.purpose = undefined;
    this.#awaitsEdited = false;
    this.#around.follow(undefined);
  }

  #cancel(): void {
    if (this.purpose?.kind === 'edit') this.#showDraft(this.#before ?? null);
    else this.#end();
    this.#drafts.changed();
    this.focus();
  }

  /** An edit begins with the text as it is, as soon as that is here, unless the user has begun without it. */
  #showEdited(): void {
    const item = this.#awaitsEdited && this.purpose ? this.#itemOf(this.purpose.target) : undefined;
    if (item?.kind !== 'message') return;
    this.#awaitsEdited = false;
    if (this.#text) return;
    const { content } = item;
    const { text, mentions } = isText(content) ? typedText(content) : { text: content.body, mentions: [] };
    this.#text = text;
    this.#mentioned = mentions;
    const input = this.#input.value;
    input?.setSelectionRange(input.value.length, input.value.length);
    this.#drafts.changed();
  }

  #itemOf(target: string): TimelineItem | undefined {
    return this.#around.value?.items.find(isMeant(target));
  }

  /** No update of the element for a key stroke: only the copy that gives the field its height, and the button. */
  #grow(): void {
    if (this.#grower.value) this.#grower.value.dataset['text'] = this.#text;
    this.#refreshButton();
  }

  #refreshButton(): void {
    this.#button.value?.setAttribute('aria-disabled', this.#isEmpty ? 'true' : 'false');
  }

  readonly #onInput = (): void => {
    this.#grow();
    this.#drafts.changed();
    if (this.error) this.error = undefined;
    // By the time of the first Enter it is there. What fails is tried again when it is needed.
    if (!this.#hasTyped) whenIdle(() => loadMarkdown().catch(() => undefined));
    this.#hasTyped = true;
    const input = this.#input.value;
    if (input) this.#mentions.typed(input.value.slice(0, input.selectionStart));
    if (!this.#text) this.#typing.stop();
    else if (this.purpose?.kind !== 'edit') this.#typing.typed();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    // 229: what browsers report for a key that an input method has taken.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#mentions.onKeyDown(event)) return;
    if (event.key === 'Escape' && this.purpose) {
      event.stopPropagation();
      this.#cancel();
    } else if (event.key === 'ArrowUp' && !this.#text && !this.purpose && this.#attachments.isEmpty) {
      if (this.#editNewest()) event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#submit();
    }
  };

  #editNewest(): boolean {
    const shown = this.threadId === undefined ? this.#room?.timeline : this.#room?.thread(this.threadId);
    const newest = shown
      ?.get()
      .items.findLast((item) => item.kind === 'message' && item.own && item.content.msgtype === 'm.text');
    if (newest?.kind === 'message') this.edit(newest.eventId ?? newest.key);
    return newest !== undefined;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#submit();
    this.focus();
  };

  #submit(): void {
    const body = this.#text;
    const room = this.#room;
    if (!room || this.#isEmpty) return;
    const { purpose, threadId } = this;
    // Of an edit of what was deleted meanwhile nobody would see anything.
    if (purpose?.kind === 'edit' && this.#itemOf(purpose.target)?.kind === 'redacted') {
      this.error = 'EVENT_UNKNOWN';
      return;
    }
    const written = {
      text: body,
      mentions: this.#mentioned,
      mayMentionRoom: this.#mayMentionRoom,
      answered: this.#answered,
    };
    const isEdit = purpose?.kind === 'edit';
    const draft = this.#draft;
    const files = isEdit ? [] : this.#attachments.take();
    this.#showDraft((isEdit && this.#before) || null);
    this.#typing.stop();
    const failed = (error: unknown): void => this.#giveBack(error, room, threadId, draft);
    const submission = { written, files, purpose, threadId };
    if (!isEdit) this.#tellSent(room);
    this.#sending = this.#sending
      .then(() => sendWritten(room, submission, failed))
      .catch(failed)
      // Only now: until it is on its way, the message is nowhere but in its draft.
      .then(() => this.#drafts.flush());
  }

  #tellSent({ roomId }: Room): void {
    const { threadId } = this;
    this.emit('bm-send', { roomId, ...(threadId !== undefined && { threadId }) });
  }

  /** Who is meant without being named in the text. An edit means who was meant before. */
  get #answered(): readonly string[] {
    const item = this.purpose && this.#itemOf(this.purpose.target);
    if (!item || !('sender' in item)) return [];
    if (this.purpose?.kind === 'reply') return item.own ? [] : [item.sender.userId];
    const content = item.kind === 'message' ? item.content : undefined;
    if (!content || !isText(content)) return [];
    const named = new Set(typedText(content).mentions.map(({ userId }) => userId));
    return (content.mentions?.userIds ?? []).filter((userId) => !named.has(userId));
  }

  /** Never over something newer, and never into another room or thread. */
  #giveBack(error: unknown, room: Room, threadId: string | undefined, draft: Draft | null): void {
    const { code } = toErrorData(error);
    if (!withoutRow.has(code)) return;
    if (room !== this.#room || threadId !== this.threadId) {
      if (draft) void room.setDraft(draft, threadId).catch(() => undefined);
      return;
    }
    const isUntouched = JSON.stringify(this.#draft) === JSON.stringify(draft?.before ?? null);
    if (draft && (isUntouched || !this.#text)) {
      this.#showDraft(draft);
      this.#drafts.changed();
    }
    this.error = code;
  }

  #mention(mention: Mention, length: number): void {
    const input = this.#input.value;
    if (!input) return;
    const at = input.selectionStart;
    input.setRangeText(`@${mention.name} `, at - length, at, 'end');
    if (mention.userId) this.#mentioned = [...this.#mentioned, mention];
    this.#grow();
    this.#drafts.changed();
  }

  #insertEmoji(emoji: string): void {
    const input = this.#input.value;
    if (!input) return;
    input.setRangeText(emoji, input.selectionStart, input.selectionEnd, 'end');
    this.#grow();
    this.#drafts.changed();
    this.focus();
  }

  readonly #onAttach = (event: Event): void => {
    void this.#menu.open(event.currentTarget as Element, this.term('attach'), () => [
      { label: this.term('attachFile'), symbol: FileIcon, run: () => this.#files.value?.click() },
      { label: this.term('newPoll'), symbol: ListTodo, run: () => void this.#askPoll() },
    ]);
  };

  async #askPoll(): Promise<void> {
    await import('../poll/poll-dialog.define.ts');
    this.askingPoll = true;
  }

  readonly #onPoll = (event: CustomEvent<NewPoll>): void => {
    const room = this.#room;
    const { threadId } = this;
    if (!room) return;
    const relation = threadId === undefined ? undefined : { threadId };
    this.#tellSent(room);
    void room.send(event.detail, relation).catch((error: unknown) => this.#giveBack(error, room, threadId, null));
  };

  readonly #onFiles = (): void => {
    const input = this.#files.value;
    if (!input?.files) return;
    this.addFiles([...input.files]);
    input.value = '';
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    // What an office program copies is both; its text is what is wanted.
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.addFiles(files);
  };

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dropping = true;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.addFiles(files);
  };

  readonly #onPageHide = (): void => this.#drafts.flush();
}

function isMeant(target: string): (item: TimelineItem) => boolean {
  return (item) => item.key === target || ('eventId' in item && item.eventId === target);
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-composer': BmComposer;
  }
}
