/** What the user does with messages: the menu, the choice of a reaction, questions before what cannot be undone. */
import {
  toErrorData,
  type MediaContent,
  type MediaFile,
  type Room,
  type Sender,
  type Store,
} from '@bundesmessenger/store';
import { html, type LitElement, type TemplateResult } from 'lit';
import { ConfirmDialog, ignoreQuestion } from '../../internal/confirm-dialog.ts';
import { emit } from '../../internal/events.ts';
import type { Language } from '../../internal/language.ts';
import type { MediaFiles } from '../../internal/media-files.ts';
import { PopupMenu, type PopupMenuItem } from '../../internal/popup-menu.ts';
import { EmojiPopup } from '../emoji-picker/emoji-popup.ts';
import { messageActions, textOf, type MessageAction } from './message-toolbar.ts';
import type { Bubble, Message, MessageDeeds, MessagePermissions } from './message-view.ts';

/** The server may have said no by then. What takes longer shows in the timeline, and waits for the network. */
const answersWithinMs = 1_000;

export interface DeedsContext {
  readonly language: Language;
  readonly media: MediaFiles;
  readonly store: () => Store | undefined;
  readonly room: () => Room | undefined;
  /** The message as it is now. */
  readonly itemOf: (key: string) => Bubble | undefined;
  /** Of the thread that is shown. */
  readonly threadId: () => string | undefined;
  readonly can: () => MessagePermissions;
  readonly isPinned: (eventId: string) => boolean;
  readonly jump: (eventId: string) => void;
  readonly expand: (key: string) => void;
  readonly unlock: () => void;
  readonly openImage: (item: Message) => void;
  /** Takes a row out of the timeline; the focus goes to its neighbour. */
  readonly leaveRow: (key: string) => void;
  /** The same with all rows of a sender. Called before they go; the returned function moves the focus. */
  readonly leaveRowsOf: (sender: Sender, key: string) => () => void;
  /** Says in the page what was done or why it could not be. */
  readonly say: (text: string) => void;
}

export class MessageDeedsController implements MessageDeeds {
  readonly #host: LitElement;
  readonly #context: DeedsContext;
  readonly #menu: PopupMenu;
  readonly #confirm: ConfirmDialog;
  readonly #emojis = new EmojiPopup({
    pick: (emoji) => this.#reactTo && this.react(this.#reactTo, emoji),
    closed: () => (this.#reactTo = undefined),
  });
  #reactTo: Bubble | undefined;

  constructor(host: LitElement, context: DeedsContext) {
    this.#host = host;
    this.#context = context;
    this.#menu = new PopupMenu(host);
    this.#confirm = new ConfirmDialog(host, context.language);
  }

  /** Has to be part of every render of the host. */
  render(): TemplateResult {
    return html`${this.#menu.render()} ${this.#confirm.render()} ${this.#emojis.render()}`;
  }

  /** Whether something is open that returns the focus to its row. */
  get isOpen(): boolean {
    return this.#reactTo !== undefined || this.#menu.anchor !== undefined;
  }

  resend(key: string): void {
    // Failures are part of the next snapshot, where the row shows them.
    void this.#context.room()?.resend(key).catch(shownInRow);
  }

  discard(key: string): void {
    this.#context.leaveRow(key);
    void this.#context.room()?.discard(key).catch(shownInRow);
  }

  react(item: Bubble, reaction: string): void {
    this.#run((room) => room.react(item.eventId ?? item.key, reaction));
  }

  chooseReaction(item: Bubble, anchor: Element): void {
    this.#reactTo = item;
    void this.#emojis.open(anchor, () => this.#reactTo === item).catch(this.#failed);
  }

  reply(item: Bubble): void {
    const roomId = this.#context.room()?.roomId;
    if (!roomId || !item.eventId) return;
    emit(this.#host, 'bm-reply', { roomId, eventId: item.eventId, ...threadOf(this.#context) });
  }

  edit(item: Message): void {
    const roomId = this.#context.room()?.roomId;
    if (!roomId) return;
    emit(this.#host, 'bm-edit', { roomId, target: item.eventId ?? item.key, ...threadOf(this.#context) });
  }

  openThread(item: Bubble): void {
    const roomId = this.#context.room()?.roomId;
    if (!roomId || !item.eventId) return;
    emit(this.#host, 'bm-thread-open', { roomId, threadId: item.eventId });
  }

  openMenu({ key }: Bubble, anchor: Element): void {
    const { itemOf, language } = this.#context;
    void this.#menu.open(anchor, language.term('messageActions'), () => {
      const item = itemOf(key);
      return item ? this.#actions(item, anchor) : [];
    });
  }

  #actions(item: Bubble, anchor: Element): readonly PopupMenuItem[] {
    const { language, can, isPinned, threadId } = this.#context;
    const rows = messageActions(item, {
      language,
      can: can(),
      inThread: threadId() !== undefined,
      pinned: item.eventId !== undefined && isPinned(item.eventId),
    });
    return rows.map(({ action, label, symbol, danger }) => ({
      label,
      symbol,
      danger: danger ?? false,
      run: () => this.#act(action, item, anchor),
    }));
  }

  jump(eventId: string): void {
    this.#context.jump(eventId);
  }

  vote(item: Message, answerIds: readonly string[]): void {
    const { eventId } = item;
    if (eventId) this.#run((room) => room.vote(eventId, answerIds));
  }

  download({ filename }: MediaContent, { mediaId }: MediaFile): void {
    void this.#context.media.save(mediaId, filename);
  }

  play(_content: MediaContent, { mediaId, mimetype }: MediaFile): void {
    void this.#context.media.play(mediaId, mimetype);
  }

  openImage(item: Message): void {
    this.#context.openImage(item);
  }

  expand(key: string): void {
    this.#context.expand(key);
  }

  unlock(): void {
    this.#context.unlock();
  }

  #act(action: MessageAction, item: Bubble, anchor: Element): void {
    const { eventId } = item;
    switch (action) {
      case 'react':
        return this.chooseReaction(item, anchor);
      case 'reply':
        return this.reply(item);
      case 'thread':
        return this.openThread(item);
      case 'edit':
        return item.kind === 'message' ? this.edit(item) : undefined;
      case 'copy':
        return void this.#copy(textOf(item));
      case 'pin':
        return eventId ? this.#run((room) => room.pin(eventId)) : undefined;
      case 'unpin':
        return eventId ? this.#run((room) => room.unpin(eventId)) : undefined;
      case 'endPoll':
        return this.#askEndPoll(item);
      case 'ignore':
        return this.#askIgnore(item);
      case 'delete':
        return this.#askDelete(item);
      case 'discard':
        return this.discard(item.key);
    }
  }

  #askDelete(item: Bubble): void {
    const { language, room } = this.#context;
    void this.#confirm.ask({
      title: language.term('deleteQuestion'),
      text: language.term('deleteText'),
      confirm: language.term('deleteMessage'),
      danger: true,
      run: () => this.#begun(room()?.redact(item.eventId ?? item.key)),
      done: () => this.#context.leaveRow(item.key),
    });
  }

  #askIgnore({ sender, key }: Bubble): void {
    const { language, store, leaveRowsOf, say } = this.#context;
    const current = store();
    if (!current) return;
    const leave = leaveRowsOf(sender, key);
    const done = (): void => {
      leave();
      say(language.term('ignoredNow', sender.displayName));
    };
    void this.#confirm.ask(ignoreQuestion(language, current, sender, done));
  }

  #askEndPoll(item: Bubble): void {
    const { language, room } = this.#context;
    const { eventId } = item;
    if (!eventId) return;
    void this.#confirm.ask({
      title: language.term('pollEndQuestion'),
      text: language.term('pollEndText'),
      confirm: language.term('pollEnd'),
      run: () => this.#begun(room()?.endPoll(eventId, language.term('pollEnded'))),
    });
  }

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#context.say(this.#context.language.term('copied'));
    } catch {
      this.#context.say(this.#context.language.term('actionFailed'));
    }
  }

  #run(deed: (room: Room) => Promise<unknown>): void {
    const room = this.#context.room();
    if (room) deed(room).catch(this.#failed);
  }

  /** Resolves when a deed is done, or goes on by itself: nobody waits for a network in front of a dialog. */
  async #begun(deed: Promise<unknown> | undefined): Promise<void> {
    let waits = true;
    const later = new Promise((resolve) => void setTimeout(resolve, answersWithinMs));
    void deed?.catch((error: unknown) => waits || this.#failed(error));
    await Promise.race([deed, later]);
    waits = false;
  }

  readonly #failed = (error: unknown): void => {
    const { language, say } = this.#context;
    say(`${language.term('actionFailed')} ${language.term('error', toErrorData(error).code)}`);
  };
}

function threadOf({ threadId }: DeedsContext): { readonly threadId?: string } {
  const id = threadId();
  return id === undefined ? {} : { threadId: id };
}

function shownInRow(): void {}
