import {
  BmError,
  type ItemPreview,
  type MediaContent,
  type MessageContent,
  type SendState,
  type Shield,
  type StateChange,
  type TimelineItem,
  type UndecryptableCause,
} from '@bundesmessenger/store';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/timeline/timeline.define.ts';
import { anna, cem, message, roomId } from '../src/testing/snapshots.ts';
import { audio, document, picture, place, poll, text, video, voice } from './contents.ts';
import { at, everything, lena, paul, pill } from './conversation.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { find, focusOn, press, story } from './stage.ts';

const meta: Meta = { title: 'bm-timeline', component: 'bm-timeline' };
export default meta;

const timeline = (changes: Changes = {}, play?: () => Promise<unknown>): StoryObj =>
  story(
    () => html`<bm-timeline .store=${storeOf(changes)} .roomId=${roomId}></bm-timeline>`,
    'page',
    play ?? (changes.timeline?.status === 'loading' ? undefined : () => find('article, .head, .empty')),
  );

const rows = (...items: readonly TimelineItem[]): StoryObj => timeline({ timeline: { items } });

type Changed = Parameters<typeof message>[1];

/** The nth row, at a time of its own. */
const row = (nth: number, changes: Changed): TimelineItem => message(nth, { ...at(60 - 4 * nth), ...changes });

/** The same said by somebody else and by the user. */
const both = (...contents: readonly MessageContent[]): StoryObj =>
  rows(
    ...contents.map((content, nth) => row(nth, { content })),
    ...contents.map((content, nth) => row(nth + contents.length, { own: true, content })),
  );

const fields = (
  nth: number,
  sender = lena,
): Pick<TimelineItem & { kind: 'state' }, 'key' | 'version' | 'sender' | 'own' | 'originServerTs'> => ({
  key: `x${nth}`,
  version: 1,
  sender,
  own: false,
  ...at(60 - 4 * nth),
});

const causes: readonly UndecryptableCause[] = [
  'beforeLogin',
  'backupLocked',
  'beforeJoin',
  'waitingForKeys',
  'withheld',
  'withheldUnverified',
  'senderNotTrusted',
  'unknown',
];
const shields: readonly Exclude<Shield, 'none'>[] = [
  'authenticityNotGuaranteed',
  'unsignedDevice',
  'unknownDevice',
  'verificationViolation',
  'mismatchedSender',
];
const sends: readonly SendState[] = [
  { status: 'sent' },
  { status: 'sending', waiting: 'turn' },
  { status: 'sending', waiting: 'network' },
  { status: 'failed', code: 'ENCRYPTION_FAILED', recoverable: true },
  { status: 'failed', code: 'MESSAGE_INVALID', recoverable: false },
];
const quoted: readonly ItemPreview[] = [
  { kind: 'message', msgtype: 'm.text', body: 'Soll ich die Karte auch an das Lagezentrum geben?' },
  { kind: 'message', msgtype: 'm.image', body: 'bruecke.jpg' },
  { kind: 'redacted' },
  { kind: 'undecryptable' },
];
const changes: readonly StateChange[] = [
  { type: 'created' },
  { type: 'encryption' },
  { type: 'name', name: 'Lagebild Hochwasser' },
  { type: 'topic', topic: 'Abstimmung zwischen Lagezentrum und Pressestelle' },
  { type: 'avatar' },
  { type: 'invited', target: cem },
  { type: 'joined', target: cem },
  { type: 'displayName', target: cem, previous: 'C. Yılmaz' },
  { type: 'userAvatar', target: cem },
  { type: 'knocked', target: paul },
  { type: 'inviteDeclined', target: paul },
  { type: 'inviteWithdrawn', target: paul },
  { type: 'removed', target: paul },
  { type: 'banned', target: paul },
  { type: 'unbanned', target: paul },
  { type: 'left', target: anna },
  { type: 'federation', federation: 'federated' },
  { type: 'joinRule', joinRule: 'knock' },
  { type: 'historyVisibility', visibility: 'joined' },
  { type: 'roles', changes: [{ target: anna, powerLevel: 50 }] },
  { type: 'pinned' },
  { type: 'upgraded' },
];

const sentence = 'Die Wasserstände steigen weiter, die Deichwachen sind besetzt. ';
const table =
  '<table><thead><tr><th>Pegel</th><th>06:00</th><th>09:00</th></tr></thead><tbody><tr><td>Köln</td><td>7,94 m</td><td>8,12 m</td></tr><tr><td>Bonn</td><td>7,20 m</td><td>7,31 m</td></tr></tbody></table>';
const code =
  '<pre><code class="language-sh">curl https://pegel.example/api/v2/stations/KOELN/W/measurements.json?start=P1D --output koeln.json</code></pre>';
const rich = `<h4>Zuständigkeiten</h4><ol><li>Pegelmeldungen: ${pill(cem)}</li><li>Presse: <strong>Stabsstelle</strong></li></ol><blockquote>Rückfragen bitte bis 12 Uhr.</blockquote><p>Der Wert <span data-mx-spoiler="Entwurf">8,40 m</span> ist <em>vorläufig</em>, der alte <del>8,10 m</del>. Siehe <a href="https://www.pegelonline.example/koeln">Pegel Köln</a>.</p>`;

export const Everything = timeline();
export const Text = rows(
  row(0, { body: 'Guten Morgen zusammen.' }),
  row(1, { body: 'Die Werte stehen unter https://www.pegelonline.example/koeln\n\nBitte bis 12 Uhr prüfen.' }),
  row(2, { own: true, body: 'Danke!' }),
  row(3, { own: true, body: '👍' }),
  row(4, { sender: cem, body: '🌊🌊🌊' }),
  row(5, { sender: cem, content: { msgtype: 'm.notice', body: 'Erinnerung: Lagebesprechung um 13:30 Uhr.' } }),
  row(6, { sender: paul, content: { msgtype: 'm.emote', body: 'holt die Pumpen aus dem Lager' } }),
  row(7, { sender: anna, body: 'صباح الخير، هل وصلت الخريطة؟' }),
);
export const Formatted = both(text('Zuständigkeiten', rich));
export const TableAndCode = both(text('Tabelle', table + code));
export const LongTexts = rows(
  row(0, { body: sentence.repeat(60) }),
  row(1, { own: true, body: 'Zeile\n'.repeat(80) }),
  row(2, { sender: cem, body: 'x'.repeat(900) }),
);
export const LongTextOpen = timeline({ timeline: { items: [row(0, { body: sentence.repeat(60) })] } }, () =>
  press('article .more'),
);
export const Images = both(picture('picture-l', true), picture('picture-p'));
export const ImageWithoutPreview = both(picture('missing'));
export const Files = both(
  document('Lagebericht_2026-11-22.pdf'),
  document('Anlage_3_Stellungnahme_der_Unteren_Wasserbehoerde_zum_Planfeststellungsverfahren_final_2.pdf'),
);
export const FileLoading = timeline(
  {
    timeline: { items: [row(0, { content: document('Lagebericht_2026-11-22.pdf') })] },
    answers: { download: () => new Promise(() => undefined) },
  },
  () => press('[part="download"]'),
);
export const FileFailed = timeline(
  {
    timeline: { items: [row(0, { content: document('Lagebericht_2026-11-22.pdf') })] },
    answers: { download: () => Promise.reject(new Error('gone')) },
  },
  () => press('[part="download"]'),
);
export const FileInfected = timeline(
  {
    timeline: {
      items: [
        row(0, { content: document('Rechnung.pdf') }),
        row(1, { own: true, content: document('Rechnung_2.pdf') }),
        row(2, { content: picture('picture-l') }),
        row(3, { content: { ...picture('icon'), file: { mediaId: 'icon', widthPx: 32, heightPx: 32 } } }),
      ],
    },
    answers: { download: () => Promise.reject(new BmError('MEDIA_INFECTED', '')) },
  },
  () => press('[part="download"]'),
);
export const FileUnavailable = rows(
  row(0, { content: { msgtype: 'm.file', body: 'plan.png', filename: 'plan.png', captioned: false } }),
);
export const Audio = both(audio, voice);
export const Video = both(video);
export const CannotBePlayed = timeline({ timeline: { items: [row(0, { content: video })] } }, () => press('.play'));
export const Location = both(place);
export const Poll = both(poll());
export const PollUndisclosed = both(
  poll({
    kind: 'undisclosed',
    voterCount: undefined as never,
    answers: poll().answers.map(({ id, text: body, own }) => ({ id, text: body, own })),
  }),
);
export const PollEnded = both(poll({ ended: true }));
export const Redacted = rows({ kind: 'redacted', ...fields(0) }, { kind: 'redacted', ...fields(1), own: true });
export const Undecryptable = rows(
  ...causes.map((cause, nth): TimelineItem => ({ kind: 'undecryptable', cause, ...fields(nth, [lena, cem][nth % 2]) })),
);
const lockedItems: readonly TimelineItem[] = [
  ...(['backupLocked', 'backupLocked', 'withheldUnverified', 'backupLocked'] as const).map(
    (cause, nth): TimelineItem => ({ kind: 'undecryptable', cause, ...fields(nth, [lena, cem][nth % 2]) }),
  ),
  row(4, { body: 'Die Karte ist aktualisiert.' }),
];
export const Locked = timeline({
  timeline: { items: lockedItems },
  encryption: {
    status: 'unlockNeeded',
    methods: ['recoveryKey'],
    backup: { status: 'off' },
    logoutRisk: 'noRecovery',
  },
});
export const Shields = rows(
  ...shields.map((shield, nth) => row(nth, { sender: nth % 2 ? cem : lena, shield, body: 'Bitte um Rückruf.' })),
  row(6, { protection: 'clearText', body: 'Bitte die neue Kontonummer verwenden.' }),
);
export const Unsupported = rows(
  { kind: 'unsupported', eventType: 'org.example.survey', body: 'Wie war die Schulung?', ...fields(0) },
  { kind: 'unsupported', eventType: 'org.example.survey', ...fields(1, cem) },
);
export const StateChanges = rows(
  ...changes.map((change, nth): TimelineItem => ({ kind: 'state', change, ...fields(nth) })),
);
export const Verifications = rows(
  { kind: 'verification', asked: cem, ...fields(0) },
  { kind: 'verification', asked: cem, outcome: 'cancelled', ...fields(1) },
  { kind: 'verification', asked: lena, outcome: 'done', ...fields(2, cem) },
);
export const Days = rows(
  { kind: 'dateDivider', key: 'd1', version: 1, day: '2025-12-24' },
  row(0, { body: 'Schöne Feiertage!' }),
  { kind: 'dateDivider', key: 'd2', version: 1, day: '2026-11-19' },
  row(1, { own: true, body: 'Guten Morgen.' }),
  { kind: 'dateDivider', key: 'd3', version: 1, day: '2026-11-20' },
  row(2, { body: 'Die neue Lage ist da.' }),
);
export const UnreadFromHere = rows(
  row(0, { body: 'Die Karte ist aktualisiert.' }),
  { kind: 'readMarker', key: 'read', version: 1 },
  row(1, { body: 'Der Pegel steigt wieder.' }),
);
export const Mentioned = rows(
  row(0, {
    mentionsMe: true,
    content: text(
      'Jana Weber bitte freigeben',
      `${pill({ userId: '@jana.weber:behoerde.example', displayName: 'Jana Weber' })} bitte freigeben`,
    ),
  }),
  row(1, { own: true, content: text('Cem Yılmaz erledigt', `${pill(cem)} erledigt`) }),
);
export const Reactions = rows(
  row(0, {
    body: 'Die Vorlage ist abgestimmt.',
    reactions: ['👍', '🎉', '❤️', '👀', '🙏', 'Danke', '✅'].map((key, nth) => ({
      key,
      count: nth === 0 ? 1_204 : nth + 1,
      own: nth % 3 === 0,
      names: ['Cem Yılmaz'],
    })),
    moreReactions: 4,
  }),
  row(1, {
    own: true,
    body: 'Danke an alle!',
    reactions: [{ key: '👍', count: 4, own: false, names: ['Cem Yılmaz'] }],
  }),
);
export const Threads = rows(
  ...[0, 1, 2].map((nth) =>
    row(nth, {
      own: nth === 1,
      body: 'Wann soll die nächste Lagebesprechung stattfinden?',
      thread: {
        count: 3,
        unreadCount: nth,
        highlightCount: nth === 2 ? 1 : 0,
        ...(nth > 0 && { latest: { sender: anna, preview: quoted[0]!, ...at(4) } }),
      },
    }),
  ),
);
export const Edited = rows(
  row(0, { edited: true, body: 'Die Besprechung beginnt um 13:30 Uhr.' }),
  row(1, { own: true, edited: true, body: 'Danke, ist eingetragen.' }),
);
export const Replies = rows(
  ...quoted.map((preview, nth) =>
    row(nth, {
      own: nth % 2 === 1,
      body: 'Ja, bitte.',
      replyTo: { status: 'ready', eventId: '$0', sender: cem, preview },
    }),
  ),
  row(5, { body: 'Ja, bitte.', replyTo: { status: 'loading', eventId: '$1' } }),
  row(6, { body: 'Ja, bitte.', replyTo: { status: 'unavailable', eventId: '$1' } }),
);
export const Sending = rows(
  ...sends.map((send, nth) => row(nth, { own: true, send, body: 'Anbei der Entwurf der Pressemitteilung.' })),
);
export const Uploading = rows(
  ...[document('Kartenausschnitt.pdf'), picture('picture-l')].map((content: MediaContent, nth) =>
    row(nth, { own: true, content, send: { status: 'sending', waiting: 'answer', progress: 0.42 } }),
  ),
);
export const ReadBy = rows(
  row(0, { own: true, body: 'Guten Morgen.', readBy: [anna, cem, lena, paul], readByCount: 23 }),
  row(1, { body: 'Guten Morgen!', readBy: [paul], readByCount: 1 }),
);

const openedAt = (key: string, ...pressed: readonly string[]): StoryObj =>
  timeline({ timeline: { items: everything.slice(-6) } }, async () => {
    await focusOn(`[data-key="${key}"] article`);
    await press(...pressed);
  });
const opened = (...pressed: readonly string[]): StoryObj => openedAt('m10', ...pressed);

const more = '.toolbar button:last-of-type';
export const Toolbar = opened();
export const Menu = opened(more);
export const ChooseReaction = opened('.toolbar button');
export const MenuOfSomebodyElse = openedAt('m12', more);
export const Ignore = openedAt('m12', more, '[role="menuitem"]:nth-last-of-type(2)');
export const Delete = opened(more, '[role="menuitem"]:last-of-type');

export const NewConversation = timeline({ timeline: { items: [] } });
export const Loading = timeline({ timeline: { status: 'loading', atStart: false, items: [] } });
export const LoadingOlder = timeline({
  timeline: { status: 'paginating', atStart: false, items: everything.slice(0, 3) },
});
export const OlderFailed = timeline({
  timeline: { atStart: false, paginationError: 'OFFLINE', items: everything.slice(0, 3) },
});
export const UnknownRoom = timeline({ timeline: { status: 'unknownRoom', atStart: false, items: [] } });
