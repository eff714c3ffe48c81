/** A conversation with everything a message can hold, for the pages in dev/. */
import type { MemberList, MessageContent, Timeline, TimelineItem } from '@bundesmessenger/store';
import { anna, cem, me, message } from '../src/testing/snapshots.ts';

const minuteMs = 60_000;
/** Today at 10:30 in the page's own time zone. */
const nowMs = new Date().setHours(10, 30, 0, 0);
const lena = { userId: '@lena.krueger:behoerde.example', displayName: 'Dr. Lena Krüger' };
const paul = { userId: '@paul.brandt:behoerde.example', displayName: 'Paul Brandt' };

const at = (minutesAgo: number): { originServerTs: number } => ({ originServerTs: nowMs - minutesAgo * minuteMs });
const pill = ({ userId, displayName }: typeof anna): string =>
  `<a href="https://matrix.to/#/${userId}">${displayName}</a>`;
const says = (content: MessageContent): { content: MessageContent } => ({ content });

const today = ((): string => {
  const date = new Date(nowMs);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
})();

export const everything: Timeline['items'] = [
  { kind: 'dateDivider', key: 'd1', version: 1, day: today },
  message(1, {
    ...at(64),
    sender: anna,
    ...says({
      msgtype: 'm.text',
      body: 'Zuständigkeiten für heute',
      formattedBody: `<h4>Zuständigkeiten für heute</h4><ol><li>Pegelmeldungen: ${pill(cem)}</li><li>Presse: <strong>Stabsstelle</strong></li><li>Lagekarte: <code>lage-2026-11.gpkg</code></li></ol><blockquote>Rückfragen bitte bis 12 Uhr.</blockquote>`,
    }),
    reactions: [
      { key: '👍', count: 4, own: true, names: ['Cem Yılmaz', 'Dr. Lena Krüger', 'Paul Brandt'] },
      { key: '🙏', count: 1, own: false, names: ['Cem Yılmaz'] },
    ],
  }),
  message(2, {
    ...at(58),
    sender: cem,
    ...says({
      msgtype: 'm.image',
      body: 'Blick von der Brücke heute früh, der Uferweg ist bereits gesperrt.',
      filename: 'bruecke.jpg',
      captioned: true,
      file: {
        mediaId: 'picture-l',
        mimetype: 'image/jpeg',
        widthPx: 1200,
        heightPx: 800,
        sizeBytes: 482_000,
        thumbnail: {},
      },
    }),
    readBy: [paul],
    readByCount: 1,
  }),
  message(3, {
    ...at(52),
    own: true,
    ...says({ msgtype: 'm.text', body: 'Danke. Bitte auch an das Lagezentrum geben.' }),
    replyTo: {
      status: 'ready',
      eventId: '$2',
      sender: cem,
      preview: { kind: 'message', msgtype: 'm.image', body: 'Blick von der Brücke heute früh' },
    },
  }),
  message(4, {
    ...at(47),
    eventId: '$t1',
    sender: lena,
    ...says({
      msgtype: 'm.poll',
      body: 'Wann soll die nächste Lagebesprechung stattfinden?',
      kind: 'disclosed',
      maxSelections: 1,
      voterCount: 9,
      ended: false,
      answers: [
        { id: 'a', text: '12:00 Uhr', votes: 2, own: false },
        { id: 'b', text: '13:30 Uhr', votes: 6, own: true },
        { id: 'c', text: '15:00 Uhr, nach der Schaltkonferenz mit dem Land', votes: 1, own: false },
      ],
    }),
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
  message(5, {
    ...at(38),
    sender: anna,
    ...says({
      msgtype: 'm.file',
      body: 'Lagebericht_2026-11-22.pdf',
      filename: 'Lagebericht_2026-11-22.pdf',
      captioned: false,
      file: { mediaId: 'file-1', mimetype: 'application/pdf', sizeBytes: 1_240_000 },
    }),
  }),
  message(6, {
    ...at(37),
    sender: anna,
    ...says({
      msgtype: 'm.audio',
      body: 'Sprachnachricht.ogg',
      filename: 'Sprachnachricht.ogg',
      captioned: false,
      file: { mediaId: 'audio-1', mimetype: 'audio/ogg', sizeBytes: 84_000, durationMs: 37_000 },
      voice: {
        waveform: Array.from({ length: 60 }, (_, index) => Math.abs(Math.sin(index / 3) * Math.cos(index / 11))),
      },
    }),
  }),
  message(7, {
    ...at(33),
    own: true,
    ...says({
      msgtype: 'm.text',
      body: 'Cem Yılmaz, siehe https://www.pegelonline.example/koeln',
      formattedBody: `${pill(cem)}, siehe <a href="https://www.pegelonline.example/koeln">Pegel Köln</a>. Die Prognose ist <em>vorläufig</em>, der Wert <span data-mx-spoiler="Entwurf">8,40 m bis Mitternacht</span> noch nicht freigegeben.`,
    }),
    edited: true,
    readBy: [anna, cem, lena, paul],
    readByCount: 7,
  }),
  { kind: 'readMarker', key: 'read', version: 1 },
  message(8, {
    ...at(21),
    sender: cem,
    mentionsMe: true,
    ...says({
      msgtype: 'm.text',
      body: 'Jana Weber können Sie die Karte freigeben?',
      formattedBody: `${pill(me)} können Sie die Karte freigeben?`,
    }),
  }),
  message(9, {
    ...at(20),
    sender: cem,
    ...says({
      msgtype: 'm.location',
      body: 'Einsatzleitung, Rheinuferstraße',
      geoUri: 'geo:50.93639,6.96028',
      latitude: 50.93639,
      longitude: 6.96028,
    }),
  }),
  message(10, { ...at(15), own: true, ...says({ msgtype: 'm.text', body: '👍' }) }),
  message(11, {
    ...at(9),
    sender: lena,
    shield: 'unsignedDevice',
    ...says({ msgtype: 'm.text', body: 'Ich schreibe vom Diensthandy der Bereitschaft.' }),
  }),
  message(12, {
    ...at(6),
    sender: paul,
    ...says({ msgtype: 'm.emote', body: 'holt die Pumpen aus dem Lager' }),
    replyTo: { status: 'unavailable', eventId: '$x' },
  }),
  message(13, {
    ...at(2),
    own: true,
    ...says({
      msgtype: 'm.file',
      body: 'Kartenausschnitt.pdf',
      filename: 'Kartenausschnitt.pdf',
      captioned: false,
      file: { mediaId: 'file-2', mimetype: 'application/pdf', sizeBytes: 6_400_000 },
    }),
    send: { status: 'sending', waiting: 'answer', progress: 0.42 },
  }),
];

const root = message(101, {
  ...at(47),
  key: 't1',
  eventId: '$t1',
  sender: lena,
  body: 'Wann soll die nächste Lagebesprechung stattfinden?',
});

export const threadItems: Timeline['items'] = [
  root,
  message(102, { ...at(45), sender: cem, body: 'Mir passt alles nach 13 Uhr.' }),
  message(103, { ...at(43), own: true, body: 'Dann nehmen wir 13:30 Uhr, Raum 2.014.' }),
  message(104, { ...at(40), sender: anna, body: '13:30 passt mir auch gut.' }),
];

const sentence = 'Die Wasserstände steigen weiter, die Deichwachen sind besetzt. ';

/** Texts that are too long, and items that cannot be read. */
export const longTexts: readonly TimelineItem[] = [
  message(1, { ...at(50), body: sentence.repeat(60) }),
  message(2, { ...at(45), own: true, body: 'Zeile\n'.repeat(80) }),
  message(3, { ...at(40), body: 'x'.repeat(60_000) }),
  message(4, {
    ...at(35),
    ...says({ msgtype: 'm.text', body: sentence, formattedBody: `<p>${sentence.repeat(4)}</p>`.repeat(50) }),
  }),
  message(5, {
    ...at(30),
    sender: cem,
    ...says({
      msgtype: 'm.text',
      body: 'Tabelle',
      formattedBody:
        '<table><thead><tr><th>Pegel</th><th>06:00</th><th>09:00</th></tr></thead><tbody><tr><td>Köln</td><td>7,94 m</td><td>8,12 m</td></tr><tr><td>Bonn</td><td>7,20 m</td><td>7,31 m</td></tr></tbody></table><pre><code class="language-sh">curl https://pegel.example/api/v2/stations/KOELN/W/measurements.json?start=P1D --output koeln.json</code></pre><details><summary>Einzelheiten</summary>Gemessen um 9 Uhr.</details>',
    }),
  }),
  message(6, {
    ...at(25),
    sender: cem,
    ...says({ msgtype: 'm.image', body: 'plan.png', filename: 'plan.png', captioned: false }),
  }),
  message(7, {
    ...at(24),
    sender: cem,
    ...says({
      msgtype: 'm.poll',
      body: 'War die Schulung hilfreich?',
      kind: 'undisclosed',
      maxSelections: 1,
      ended: true,
      voterCount: 14,
      answers: [
        { id: 'a', text: 'Ja', votes: 11, own: true },
        { id: 'b', text: 'Teilweise', votes: 3, own: false },
        { id: 'c', text: 'Nein', votes: 0, own: false },
      ],
    }),
  }),
];

export const pinned: readonly TimelineItem[] = [
  message(90, { ...at(600), sender: cem, body: 'Notrufnummer der Einsatzleitung: 0221 555-0' }),
  message(91, { ...at(300), sender: anna, body: 'Die Lagekarte liegt unter „Karten/2026-11“ in der Ablage.' }),
];

export function members(): MemberList {
  const can = { kick: false, ban: false, unban: false, invite: false, roles: [] };
  const items = [anna, cem, lena, paul].map((person) => ({
    ...person,
    version: 1,
    membership: 'join' as const,
    isOwn: false,
    role: 'member' as const,
    powerLevel: 0,
    isCreator: false,
    can,
  }));
  return { status: 'ready', total: items.length, offset: 0, items };
}
