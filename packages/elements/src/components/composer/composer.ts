/**
 * `<bm-composer>`: writes into one room or thread: text, answers, edits, files and polls. Owns what is begun and sends it;
 * the parts that it is written with are beside it.
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
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { Check, CircleAlert, SendHorizontal } from 'lucide';
import { icon } from '../../internal/icon.ts';
import { AccountEnd } from '../../internal/account-end.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { whenIdle } from '../../internal/when-idle.ts';
import { AttachMenu } from './attach-menu.ts';
import { Attachments } from './attachments.ts';
import { BegunMessage } from './begun-message.ts';
import { loadMarkdown, type Mention } from './compose-text.ts';
import { composerBanner } from './composer-banner.ts';
import { composerStyles } from './composer.styles.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { FileInput } from './file-input.ts';
import { MentionList } from './mention-list.ts';
import { meantBy } from './purpose.ts';
import { sendWritten, withoutRow, type Unsent } from './send-written.ts';
import { TextField, type TextChange } from './text-field.ts';
import { TypingNotice } from './typing-notice.ts';

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
  };

  /** The room to write to. */
  declare roomId: string | undefined;
  /** Event id of a thread's root, to write into that thread. */
  declare threadId: string | undefined;
  declare private error: ErrorCode | undefined;

  readonly #summary = new ReadableController<RoomSummary | null>(this);
  readonly #settings = new ReadableController<RoomSettings>(this);
  readonly #deployment = new ReadableController<Deployment>(this);
  readonly #attachments = new Attachments(this, this.language, () => this.#deployment.value);
  readonly #mentions = new MentionList(this, {
    language: this.language,
    room: () => this.#room,
    mayMentionRoom: () => this.#mayMentionRoom,
    choose: (mention, length) => this.#mention(mention, length),
  });
  readonly #files = new FileInput(this, this.language, (files) => this.addFiles(files));
  readonly #attachMenu = new AttachMenu(this, {
    language: this.language,
    pickFiles: () => this.#files.pick(),
    sendPoll: (poll) => this.#sendPoll(poll),
  });
  readonly #field = new TextField({
    language: this.language,
    mentions: this.#mentions,
    changed: (how) => this.#onChanged(how),
    onKeyDown: (event) => this.#onKeyDown(event),
    onPaste: this.#files.onPaste,
  });
  readonly #begun = new BegunMessage(this, this.#field, () => this.#drafts.changed());
  readonly #drafts = new DraftKeeper({ read: () => this.#begun.draft, show: (draft) => this.#begun.show(draft) });
  readonly #typing = new TypingNotice();
  readonly #button = createRef<HTMLButtonElement>();
  #room: Room | undefined;
  #hasTyped = false;
  /** One after the other: a message that waits for its formatting must not be overtaken. */
  #sending: Promise<void> = Promise.resolve();

  constructor() {
    super();
    new AccountEnd(this, () => this.#forget());
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
    this.#field.focus(options);
  }

  /** Nobody is logged in: what was written is kept no more than the account. */
  #forget(): void {
    if (!this.hasUpdated) return;
    this.#attachments.clear();
    this.#begun.show(null);
    this.#drafts.forget();
  }

  /** Begins an answer. @param eventId of the message that is answered */
  reply(eventId: string): void {
    this.#begun.reply(eventId);
  }

  /** Begins an edit. @param target event id, or key, of an own message */
  edit(target: string): void {
    this.#begun.edit(target);
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
    this.#attachments.clear();
    this.#mentions.close();
    this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
    this.#summary.follow(this.#room?.summary);
    this.#settings.follow(this.#room?.settings);
    this.#typing.follow(this.#room);
    this.#begun.follow(this.#room, this.threadId);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('store') || changed.has('roomId') || changed.has('threadId')) {
      this.#field.text = '';
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
    const { purpose, related } = this.#begun;
    return html`<form
      part="base"
      @submit=${this.#onSubmit}
      @dragover=${this.#files.onDragOver}
      @dragleave=${this.#files.onDragLeave}
      @drop=${this.#files.onDrop}
    >
      ${this.#mentions.render()}
      ${
        this.error
          ? html`<p class="field-error" part="error" id="error" role="alert">
              ${icon(CircleAlert)}${this.term('error', this.error)}
            </p>`
          : nothing
      }
      ${purpose ? composerBanner(purpose.kind, related, this.language, () => this.#begun.cancel()) : nothing}
      ${this.#attachments.render()} ${this.#bar()} ${this.#attachMenu.render()} ${this.#field.renderEmojis()}
      ${this.#files.render()}
    </form>`;
  }

  #bar(): TemplateResult {
    const { purpose, isEdit } = this.#begun;
    const send = this.term(isEdit ? 'save' : 'send');
    const describedBy = [this.error && 'error', purpose?.kind === 'reply' && 'banner'];
    return html`<div class="bar">
      ${isEdit ? nothing : this.#attachMenu.renderButton()}
      ${this.#field.render({
        label: this.#label,
        placeholder: this.#placeholder,
        isInvalid: this.error !== undefined,
        describedBy: describedBy.filter(Boolean).join(' '),
      })}
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
    if (this.#begun.isEdit) return this.term('editing');
    if (this.threadId !== undefined) return this.term('writeInThread');
    const room = this.#summary.value;
    return room ? this.term('writeMessageTo', room.name || this.term('unnamedRoom')) : this.term('writeMessage');
  }

  /** Shorter than the label: it has to fit beside a room. */
  get #placeholder(): string {
    const isAnswer = this.threadId !== undefined || this.#begun.purpose?.kind === 'reply';
    return this.term(isAnswer ? 'writeReply' : 'writeMessage');
  }

  get #mayMentionRoom(): boolean {
    const settings = this.#settings.value;
    return settings?.status === 'ready' && settings.can.notifyRoom;
  }

  /** Files go with messages, not with edits. */
  get #isEmpty(): boolean {
    return !this.#field.text.trim() && (this.#begun.isEdit || this.#attachments.isEmpty);
  }

  #refreshButton(): void {
    this.#button.value?.setAttribute('aria-disabled', this.#isEmpty ? 'true' : 'false');
  }

  #onChanged(how: TextChange): void {
    this.#refreshButton();
    if (how !== 'set') this.#drafts.changed();
    if (how === 'typed') this.#onTyped();
  }

  #onTyped(): void {
    if (this.error) this.error = undefined;
    // By the time of the first Enter it is there. What fails is tried again when it is needed.
    if (!this.#hasTyped) whenIdle(() => loadMarkdown().catch(() => undefined));
    this.#hasTyped = true;
    this.#mentions.typed(this.#field.beforeCaret);
    if (!this.#field.text) this.#typing.stop();
    else if (!this.#begun.isEdit) this.#typing.typed();
  }

  #onKeyDown(event: KeyboardEvent): void {
    // 229: what browsers report for a key that an input method has taken.
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#mentions.onKeyDown(event)) return;
    const { purpose } = this.#begun;
    if (event.key === 'Escape' && purpose) {
      event.stopPropagation();
      this.#begun.cancel();
    } else if (event.key === 'ArrowUp' && !this.#field.text && !purpose && this.#attachments.isEmpty) {
      if (this.#editNewest()) event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#submit();
    }
  }

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
    const room = this.#room;
    if (!room || this.#isEmpty) return;
    const { threadId } = this;
    const { purpose, isEdit, related, mentioned, draft } = this.#begun;
    // Of an edit of what was deleted meanwhile nobody would see anything.
    if (isEdit && related?.kind === 'redacted') {
      this.error = 'EVENT_UNKNOWN';
      return;
    }
    const written = {
      text: this.#field.text,
      mentions: mentioned,
      mayMentionRoom: this.#mayMentionRoom,
      answered: meantBy(purpose, related),
    };
    const files = isEdit ? [] : this.#attachments.take();
    this.#begun.show(draft?.before ?? null);
    this.#typing.stop();
    const failed = (error: unknown, unsent: Unsent): void =>
      this.#giveBack(error, room, threadId, unsent.hasText ? draft : withoutText(draft), unsent.files);
    const submission = { written, files, purpose, threadId };
    if (!isEdit) this.#tellSent(room);
    this.#sending = this.#sending
      .then(() => sendWritten(room, submission, failed))
      .catch((error: unknown) => failed(error, { hasText: true, files }))
      // Only now: until it is on its way, the message is nowhere but in its draft.
      .then(() => this.#drafts.flush());
  }

  #tellSent({ roomId }: Room): void {
    const { threadId } = this;
    this.emit('bm-send', { roomId, ...(threadId !== undefined && { threadId }) });
  }

  /** Never over something newer, and never into another room or thread: there a draft waits, but files cannot. */
  #giveBack(
    error: unknown,
    room: Room,
    threadId: string | undefined,
    draft: Draft | null,
    files: readonly File[] = [],
  ): void {
    const { code } = toErrorData(error);
    if (!withoutRow.has(code)) return;
    if (room !== this.#room || threadId !== this.threadId) {
      if (draft?.body) void room.setDraft(draft, threadId).catch(() => undefined);
      return;
    }
    const isUntouched = JSON.stringify(this.#begun.draft) === JSON.stringify(draft?.before ?? null);
    if (draft && (isUntouched || !this.#field.text)) {
      this.#begun.show(draft);
      this.#drafts.changed();
    }
    this.#attachments.giveBack(files);
    this.error = code;
  }

  #sendPoll(poll: NewPoll): void {
    const room = this.#room;
    const { threadId } = this;
    if (!room) return;
    const relation = threadId === undefined ? undefined : { threadId };
    this.#tellSent(room);
    void room.send(poll, relation).catch((error: unknown) => this.#giveBack(error, room, threadId, null));
  }

  #mention(mention: Mention, length: number): void {
    if (mention.userId) this.#begun.mention(mention);
    this.#field.complete(`@${mention.name} `, length);
  }

  readonly #onPageHide = (): void => this.#drafts.flush();
}

/** What is answered goes with each file. */
function withoutText(draft: Draft | null): Draft | null {
  return draft?.replyTo === undefined ? null : { body: '', replyTo: draft.replyTo };
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-composer': BmComposer;
  }
}
