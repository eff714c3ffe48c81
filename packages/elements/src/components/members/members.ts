/** `<bm-members>`: who is in a room, with which role, and what the user may do about it. */
import {
  toErrorData,
  type ErrorCode,
  type IgnoredUsers,
  type Member,
  type MemberList,
  type Role,
  type Room,
  type RoomSettings,
  type SessionState,
} from '@bundesmessenger/store';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { Ban, CircleAlert, Eye, EyeOff, ShieldCheck, UserCog, UserMinus, UserPlus, Users } from 'lucide';
import { AvatarPictures } from '../../internal/avatar-pictures.ts';
import { ConfirmDialog, ignoreQuestion } from '../../internal/confirm-dialog.ts';
import { icon } from '../../internal/icon.ts';
import { PopupMenu, type PopupMenuItem } from '../../internal/popup-menu.ts';
import { ReadableController } from '../../internal/readable-controller.ts';
import { ShownUntilNext } from '../../internal/shown-until-next.ts';
import { skeletonRows } from '../../internal/skeleton-rows.ts';
import { LaterElement } from '../../internal/later-element.ts';
import { InviteDialog } from '../room/invite-dialog.ts';
import { MemberProfile } from './member-profile.ts';
import { foreignServerOf, memberRow } from './member-row.ts';
import { membersStyles } from './members.styles.ts';

/** Rows at first, and with each press of the button below. */
const pageSize = 50;
/** The store's longest window (`MemberListQuery`). */
const maxRows = 300;

/**
 * @summary The members of a room: search, roles, profiles, who is from another organisation, and what may be done to each.
 *
 * @csspart search - The field that searches.
 * @csspart invite - The button that invites.
 * @csspart list - The rows.
 * @csspart dialog - The profile, and each question.
 * @csspart profile - The profile of one of them.
 */
export class BmMembers extends LaterElement {
  static override styles = membersStyles;
  static override properties: PropertyDeclarations = {
    ...LaterElement.properties,
    roomId: { attribute: 'room-id' },
    search: { state: true },
    limit: { state: true },
    roleOf: { state: true },
    error: { state: true },
    said: { state: true },
  };

  /** The room whose members are shown. */
  declare roomId: string | undefined;
  declare private search: string;
  declare private limit: number;
  /** Whose role is being changed. */
  declare private roleOf: Member | undefined;
  declare private error: ErrorCode | undefined;
  /** What was done, for who does not see it. */
  declare private said: string;

  readonly #members = new ShownUntilNext<MemberList>(
    this,
    ({ status }) => status !== 'loading' || this.store?.session.get().status === 'loggedOut',
  );
  readonly #settings = new ReadableController<RoomSettings>(this);
  readonly #ignored = new ReadableController<IgnoredUsers>(this);
  readonly #session = new ReadableController<SessionState>(this);
  readonly #pictures = new AvatarPictures(this);
  readonly #menu = new PopupMenu(this);
  readonly #question = new ConfirmDialog(this, this.language);
  readonly #profile = new MemberProfile(this, this.language, this.#pictures);
  readonly #invite = new InviteDialog(this, this.language);
  readonly #roles = createRef<HTMLDialogElement>();
  #room: Room | undefined;

  constructor() {
    super();
    this.search = '';
    this.limit = pageSize;
    this.said = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    const isOther = changed.has('store') || changed.has('roomId');
    if (isOther) {
      this.#room = this.store && this.roomId ? this.store.room(this.roomId) : undefined;
      this.#settings.follow(this.#room?.settings);
      this.#session.follow(this.store?.session);
      this.#ignored.follow(this.store?.ignoredUsers);
    }
    if (!isOther && !changed.has('search') && !changed.has('limit')) return;
    const query = {
      memberships: ['join', 'invite', 'knock'] as const,
      limit: this.limit,
      ...(this.search && { search: this.search }),
    };
    this.#members.follow(this.#room?.members(query), isOther);
  }

  protected override render(): TemplateResult {
    const list = this.#members.value;
    return html`<div class="head">
        <input
          class="input"
          part="search"
          type="search"
          autocomplete="off"
          aria-label=${this.term('searchMembers')}
          placeholder=${this.term('searchMembers')}
          @input=${(event: Event) => (this.search = (event.target as HTMLInputElement).value.trim())}
        />
        ${
          this.#settings.value?.can.invite
            ? html`<button class="button" part="invite" type="button" @click=${() => this.#invite.open(this.#room)}>
                ${icon(UserPlus)}${this.term('invite')}
              </button>`
            : nothing
        }
      </div>
      <div role="alert">
        ${this.error ? html`<p class="field-error">${icon(CircleAlert)}<span>${this.term('error', this.error)}</span></p>` : nothing}
      </div>
      <p class="visually-hidden" role="status">${this.said}</p>
      ${this.#list(list)} ${this.#menu.render()} ${this.#question.render()} ${this.#invite.render()}
      ${this.#profile.render(
        list?.items ?? [],
        (member) => ({ foreignServer: this.#foreignServerOf(member), isIgnored: this.#isIgnored(member) }),
        (member) => this.#actions(member),
      )}
      ${this.#roleDialog()}`;
  }

  #isIgnored({ userId }: Member): boolean {
    return this.#ignored.value?.users.some((user) => user.userId === userId) ?? false;
  }

  #foreignServerOf({ userId }: Member): string | undefined {
    const session = this.#session.value;
    return foreignServerOf(userId, session?.status === 'loggedIn' ? session.userId : undefined);
  }

  #list(list: MemberList | undefined): TemplateResult {
    if (!list || list.status === 'loading') {
      return skeletonRows(5, this.term('membersLoading'));
    }
    if (list.items.length === 0) {
      return html`<div class="empty" role="status">
        <span class="emblem">${icon(Users)}</span>
        <p class="title">${this.term('noMembersFound')}</p>
      </div>`;
    }
    const more = Math.min(list.total, maxRows) - list.items.length;
    return html`<p class="visually-hidden" role="status">${this.term('members', list.total)}</p>
      <ul part="list" aria-label=${this.term('membersTitle')}>
        ${repeat(
          list.items,
          ({ userId }) => userId,
          (member) =>
            memberRow(this.language, {
              member,
              foreignServer: this.#foreignServerOf(member),
              isIgnored: this.#isIgnored(member),
              pictures: this.#pictures,
              hasActions: this.#actions(member).length > 0,
              openProfile: () => void this.#profile.open(member),
              openMenu: (anchor) =>
                void this.#menu.open(anchor, this.term('memberActions', member.displayName), () =>
                  this.#actions(member),
                ),
            }),
        )}
      </ul>
      ${list.status === 'failed' ? html`<p class="hint" role="status">${this.term('membersFailed')}</p>` : nothing}
      ${
        more > 0
          ? html`<div class="more">
              <button
                class="button"
                type="button"
                @click=${() => (this.limit = Math.min(this.limit + pageSize, maxRows))}
              >
                ${this.term('moreMembers', Math.min(more, pageSize))}
              </button>
            </div>`
          : nothing
      }`;
  }

  #actions(member: Member): readonly PopupMenuItem[] {
    const { can, membership, isOwn, userId, displayName } = member;
    const room = this.#room;
    const items: PopupMenuItem[] = [];
    if (!room) return items;
    if (membership === 'knock' && can.invite) {
      items.push({ label: this.term('admitMember'), symbol: UserPlus, run: () => void this.#try(room.invite(userId)) });
    }
    if (membership === 'join' && !isOwn) {
      const verify = (): void => void this.#try(this.store!.encryption.requestVerification({ userId }));
      items.push({ label: this.term('verifyMember'), symbol: ShieldCheck, run: verify });
    }
    if (membership === 'join' && can.roles.some((role) => role !== member.role)) {
      items.push({ label: this.term('changeRole'), symbol: UserCog, run: () => void this.#askRole(member) });
    }
    if (!isOwn) items.push(this.#ignoring(member));
    if (can.kick && !isOwn) {
      const label = this.term(
        membership === 'invite' ? 'withdrawInvite' : membership === 'knock' ? 'refuseKnock' : 'removeMember',
      );
      const run = (): void =>
        void (membership === 'join'
          ? this.#question.ask({
              title: this.term('removeQuestion', displayName),
              text: this.term('removeText'),
              confirm: label,
              danger: true,
              run: () => room.kick(userId),
            })
          : this.#try(room.kick(userId)));
      items.push({ label, symbol: UserMinus, danger: membership === 'join', run });
    }
    if (can.ban && !isOwn && membership === 'join') {
      const run = (): void =>
        void this.#question.ask({
          title: this.term('banQuestion', displayName),
          text: this.term('banText'),
          confirm: this.term('banMember'),
          danger: true,
          run: () => room.ban(userId),
        });
      items.push({ label: this.term('banMember'), symbol: Ban, danger: true, run });
    }
    return items;
  }

  #ignoring(member: Member): PopupMenuItem {
    const { userId, displayName } = member;
    const store = this.store!;
    if (this.#isIgnored(member)) {
      const isBack = (): void => void (this.said = this.term('ignoredNoMore', displayName));
      const run = (): void => void this.#try(store.setIgnored(userId, false).then(isBack));
      return { label: this.term('ignoreNoMore'), symbol: Eye, run };
    }
    const done = (): void => void (this.said = this.term('ignoredNow', displayName));
    const run = (): void => void this.#question.ask(ignoreQuestion(this.language, store, member, done));
    return { label: this.term('ignorePerson'), symbol: EyeOff, run };
  }

  async #askRole(member: Member): Promise<void> {
    this.roleOf = member;
    this.error = undefined;
    await this.updateComplete;
    this.#roles.value?.showModal();
  }

  #roleDialog(): TemplateResult | typeof nothing {
    const member = this.roleOf;
    if (!member) return nothing;
    return html`<dialog
      part="dialog"
      aria-labelledby="role-title"
      @close=${() => (this.roleOf = undefined)}
      ${ref(this.#roles)}
    >
      <form method="dialog" @submit=${this.#onRole}>
        <h3 id="role-title">${this.term('changeRole')}</h3>
        <fieldset aria-labelledby="role-title">
          <p>${this.term('changeRoleText', member.displayName)}</p>
          ${member.can.roles.map(
            (role) =>
              html`<label class="choice">
                <input
                  type="radio"
                  name="role"
                  value=${role}
                  ?checked=${role === member.role}
                  ?autofocus=${role === member.role}
                />
                <span>${this.term('role', role)}</span>
              </label>`,
          )}
        </fieldset>
        <div class="actions">
          <button class="button" type="button" @click=${() => this.#roles.value?.close()}>
            ${this.term('cancel')}
          </button>
          <button class="button primary" type="submit">${this.term('save')}</button>
        </div>
      </form>
    </dialog>`;
  }

  readonly #onRole = (event: SubmitEvent): void => {
    const member = this.roleOf;
    const room = this.#room;
    const role = new FormData(event.target as HTMLFormElement).get('role') as Role | null;
    if (!member || !room || !role || role === member.role) return;
    if (!member.isOwn) return void this.#try(room.setRole(member.userId, role));
    // Nobody can take one's own role back.
    void this.#question.ask({
      title: this.term('ownRoleQuestion'),
      text: this.term('ownRoleText'),
      confirm: this.term('changeRole'),
      danger: true,
      run: () => room.setRole(member.userId, role),
    });
  };

  async #try(command: Promise<unknown>): Promise<void> {
    this.error = undefined;
    try {
      await command;
    } catch (error) {
      this.error = toErrorData(error).code;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bm-members': BmMembers;
  }
}
