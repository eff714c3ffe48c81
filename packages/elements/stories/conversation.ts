/** A conversation with everything a message can hold. */
import type { Sender, Timeline, TimelineItem } from '@bundesmessenger/store';
import { anna as annaSchmidt, cem, me, message } from '../src/testing/snapshots.ts';
import { audio, document, picture, place, poll, text, voice } from './contents.ts';

const minuteMs = 60_000;
/** Today at 10:30 in the page's own time zone. */
export const nowMs = new Date().setHours(10, 30, 0, 0);
/** `mxc:` URI of somebody's picture; not everybody has one. */
export const portrait = (name: string): string => `mxc://behoerde.example/portrait-${name}`;
const anna = { ...annaSchmidt, avatarUrl: portrait('anna') };
export const lena: Sender = {
  userId: '@lena.krueger:behoerde.example',
  displayName: 'Dr. Lena Krüger',
  avatarUrl: portrait('lena'),
};
export const paul = { userId: '@paul.brandt:behoerde.example', displayName: 'Paul Brandt' };

/** Event id of the message that the thread began with. */
export const threadId = '$t1';

export const at = (minutesAgo: number): { originServerTs: number } => ({
  originServerTs: nowMs - minutesAgo * minuteMs,
});
export const pill = ({ userId, displayName }: typeof annaSchmidt): string =>
  `<a href="https://matrix.to/#/${userId}">${displayName}</a>`;

const today = ((): string => {
  const date = new Date(nowMs);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
})();

export const everything: Timeline['items'] = [
  { kind: 'dateDivider', key: 'd1', version: 1, day: today },
  message(1, {
    ...at(64),
    sender: anna,
    content: text(
      'Zuständigkeiten für heute',
      `<h4>Zuständigkeiten für heute</h4><ol><li>Pegelmeldungen: ${pill(cem)}</li><li>Presse: <strong>Stabsstelle</strong></li><li>Lagekarte: <code>lage-2026-11.gpkg</code></li></ol><blockquote>Rückfragen bitte bis 12 Uhr.</blockquote>`,
    ),
    reactions: [
      { key: '👍', count: 4, own: true, names: ['Cem Yılmaz', 'Dr. Lena Krüger', 'Paul Brandt'] },
      { key: '🙏', count: 1, own: false, names: ['Cem Yılmaz'] },
    ],
  }),
  message(2, {
    ...at(58),
    sender: cem,
    content: picture('picture-l', true),
    readBy: [paul],
    readByCount: 1,
  }),
  message(3, {
    ...at(52),
    own: true,
    body: 'Danke. Bitte auch an das Lagezentrum geben.',
    replyTo: {
      status: 'ready',
      eventId: '$2',
      sender: cem,
      preview: { kind: 'message', msgtype: 'm.image', body: 'Blick von der Brücke heute früh' },
    },
  }),
  message(4, {
    ...at(47),
    eventId: threadId,
    sender: lena,
    content: poll(),
    thread: {
      count: 3,
      unreadCount: 1,
      highlightCount: 0,
      latest: {
        sender: anna,
        preview: { kind: 'message', msgtype: 'm.text', body: '13:30 passt mir auch gut.' },
        ...at(40),
      },
    },
  }),
  message(5, { ...at(38), sender: anna, content: document('Lagebericht_2026-11-22.pdf') }),
  message(6, { ...at(37), sender: anna, content: voice }),
  message(7, {
    ...at(33),
    own: true,
    content: text(
      'Cem Yılmaz, siehe https://www.pegelonline.example/koeln',
      `${pill(cem)}, siehe <a href="https://www.pegelonline.example/koeln">Pegel Köln</a>. Die Prognose ist <em>vorläufig</em>, der Wert <span data-mx-spoiler="Entwurf">8,40 m bis Mitternacht</span> noch nicht freigegeben.`,
    ),
    edited: true,
    readBy: [anna, cem, lena, paul],
    readByCount: 7,
  }),
  { kind: 'readMarker', key: 'read', version: 1 },
  message(8, {
    ...at(21),
    sender: cem,
    mentionsMe: true,
    content: text('Jana Weber können Sie die Karte freigeben?', `${pill(me)} können Sie die Karte freigeben?`),
  }),
  message(9, { ...at(20), sender: cem, content: place }),
  message(10, { ...at(15), own: true, body: '👍' }),
  message(11, {
    ...at(9),
    sender: lena,
    shield: 'unsignedDevice',
    body: 'Ich schreibe vom Diensthandy der Bereitschaft.',
  }),
  message(12, {
    ...at(6),
    sender: paul,
    content: { msgtype: 'm.emote', body: 'holt die Pumpen aus dem Lager' },
    replyTo: { status: 'unavailable', eventId: '$x' },
  }),
  message(13, {
    ...at(2),
    own: true,
    content: document('Kartenausschnitt.pdf', 6_400_000),
    send: { status: 'sending', waiting: 'answer', progress: 0.42 },
  }),
];

const root = message(101, {
  ...at(47),
  key: 't1',
  eventId: threadId,
  sender: lena,
  body: 'Wann soll die nächste Lagebesprechung stattfinden?',
});

export const threadItems: Timeline['items'] = [
  root,
  message(102, { ...at(45), sender: cem, body: 'Mir passt alles nach 13 Uhr.' }),
  message(103, { ...at(43), own: true, body: 'Dann nehmen wir 13:30 Uhr, Raum 2.014.' }),
  message(104, { ...at(40), sender: anna, body: '13:30 passt mir auch gut.' }),
];

export const pinned: readonly TimelineItem[] = [
  message(90, { ...at(600), sender: cem, body: 'Notrufnummer der Einsatzleitung: 0221 555-0' }),
  message(91, { ...at(300), sender: anna, body: 'Die Lagekarte liegt unter „Karten/2026-11“ in der Ablage.' }),
];

/** Oldest first, as a timeline has them. */
export const files: Timeline['items'] = [
  message(81, { ...at(60 * 24 * 9), sender: lena, content: audio }),
  message(82, {
    ...at(60 * 24 * 3),
    sender: paul,
    content: document('Einsatzplan_Hochwasser_Rhein_2026-11-17_final.pdf'),
  }),
  message(83, { ...at(60 * 24), own: true, content: document('Protokoll.odt', 48_000) }),
  message(84, { ...at(64), sender: cem, content: voice }),
  message(85, { ...at(58), sender: cem, content: picture('picture-l', true) }),
];

/** What a search for `pegel` finds. */
export const found: Timeline['items'] = [
  message(91, {
    ...at(60 * 24 * 9),
    sender: lena,
    body: `Zur Erinnerung an alle, die heute Nacht Dienst haben: ${'Bitte tragen Sie jede Meldung sofort ein. '.repeat(3)}Ab einem Pegel von 8,30 m wird der Krisenstab einberufen, unabhängig von der Uhrzeit.`,
  }),
  message(92, { ...at(60 * 24), own: true, body: 'Pegelstand um 18 Uhr?' }),
  message(93, { ...at(64), sender: anna, body: 'Der Pegel Köln steht jetzt bei 8,12 m, der Pegel Bonn bei 7,90 m.' }),
];
