/** What messages of stories hold, one of each kind. */
import type { LocationContent, MediaContent, PollContent, TextContent } from '@bundesmessenger/store';

export const text = (body: string, formattedBody?: string): TextContent => ({
  msgtype: 'm.text',
  body,
  ...(formattedBody !== undefined && { formattedBody }),
});

const caption = 'Blick von der Brücke heute früh, der Uferweg ist bereits gesperrt.';

/** @param mediaId see `paint` */
export const picture = (mediaId: string, captioned = false): MediaContent => ({
  msgtype: 'm.image',
  body: captioned ? caption : 'bruecke.jpg',
  filename: 'bruecke.jpg',
  captioned,
  file: {
    mediaId,
    mimetype: 'image/jpeg',
    ...(mediaId.endsWith('p') ? { widthPx: 600, heightPx: 848 } : { widthPx: 1200, heightPx: 800 }),
    sizeBytes: 482_000,
    thumbnail: {},
  },
});

const media = (
  msgtype: MediaContent['msgtype'],
  filename: string,
  file: NonNullable<MediaContent['file']>,
): MediaContent => ({
  msgtype,
  body: filename,
  filename,
  captioned: false,
  file,
});

export const document = (filename: string, sizeBytes = 1_240_000): MediaContent =>
  media('m.file', filename, { mediaId: filename, mimetype: 'application/pdf', sizeBytes });

export const audio = media('m.audio', 'Pressekonferenz.mp3', {
  mediaId: 'audio',
  mimetype: 'audio/mpeg',
  sizeBytes: 4_100_000,
  durationMs: 245_000,
});

export const voice: MediaContent = {
  ...media('m.audio', 'Sprachnachricht.ogg', {
    mediaId: 'voice',
    mimetype: 'audio/ogg',
    sizeBytes: 84_000,
    durationMs: 37_000,
  }),
  voice: { waveform: Array.from({ length: 60 }, (_, at) => Math.abs(Math.sin(at / 3) * Math.cos(at / 11))) },
};

export const video = media('m.video', 'Drohnenflug.mp4', {
  mediaId: 'video',
  mimetype: 'video/mp4',
  sizeBytes: 18_400_000,
  durationMs: 62_000,
});

export const place: LocationContent = {
  msgtype: 'm.location',
  body: 'Einsatzleitung, Rheinuferstraße',
  geoUri: 'geo:50.93639,6.96028',
  latitude: 50.93639,
  longitude: 6.96028,
};

export const poll = (changes: Partial<PollContent> = {}): PollContent => ({
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
  ...changes,
});
