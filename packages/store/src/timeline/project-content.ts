/** What a message-like event holds, from its type and its clear content. Pure. Content is hostile: known fields only, bounded. */
import type { JsonObject } from '@bundesmessenger/core/types';
import { safeFilename } from '../media/safe-filename.ts';
import { isId } from '../rooms/identifiers.ts';
import { cut } from '../rooms/shown-text.ts';
import {
  maxMentions,
  type LocationContent,
  type MediaContent,
  type MediaFile,
  type Mentions,
  type TextContent,
} from './message-content.ts';
import { isText, numberIn, objectIn } from './json.ts';

/** Polls need their votes: `project-poll.ts`. */
export type SingleContent = TextContent | MediaContent | LocationContent;

/** Largest side of a picture that counts as told, in pixels. Browsers decode no larger ones. */
const maxSidePx = 32_767;
/** Longest recording that counts as told. */
const maxDurationMs = 7 * 24 * 3_600_000;
/** Values of a waveform that are kept. */
const maxWaveform = 120;
/** MSC1767: loudness goes up to this. */
const waveformUnit = 1_024;
const mimetypeShape = /^[a-z0-9][a-z0-9.+-]{0,126}\/[a-z0-9][a-z0-9.+-]{0,126}$/;
/** Longest part of an unknown event's fall-back text or of a place's address. */
const maxBodyLength = 65_536;

/** @param mediaId names the event's file to `download` */
export function projectContent(type: string, content: JsonObject, mediaId: string): SingleContent | undefined {
  if (type === 'm.sticker') return projectMedia('m.sticker', content, mediaId);
  if (type !== 'm.room.message') return undefined;
  switch (content.msgtype) {
    case 'm.text':
    case 'm.notice':
    case 'm.emote':
      return projectText(content.msgtype, content);
    case 'm.image':
    case 'm.file':
    case 'm.audio':
    case 'm.video':
      return projectMedia(content.msgtype, content, mediaId);
    case 'm.location':
      return projectLocation(content);
    default:
      return undefined;
  }
}

/** The sender's own fall-back text of something this version does not know. */
export function projectFallback({ body }: JsonObject): string | undefined {
  return isText(body) ? cut(body, maxBodyLength) : undefined;
}

function projectText(msgtype: TextContent['msgtype'], content: JsonObject): TextContent | undefined {
  const { body } = content;
  if (!isText(body)) return undefined;
  const mentions = projectMentions(content);
  const html = formattedBody(content);
  const answers = objectIn(objectIn(content['m.relates_to'])['m.in_reply_to']).event_id !== undefined;
  return {
    msgtype,
    body: answers ? withoutReplyFallback(body) : body,
    ...(html !== undefined && { formattedBody: html }),
    ...(mentions && { mentions }),
  };
}

/** HTML without the quotation that older clients put before an answer (client-server API, "Fallbacks for rich replies"). */
function formattedBody({ format, formatted_body: html }: JsonObject): string | undefined {
  if (format !== 'org.matrix.custom.html' || !isText(html)) return undefined;
  let rest = html;
  // The sanitiser removes the element wherever else it stands; here it must not even make a preview.
  for (let start = rest.indexOf('<mx-reply>'); start >= 0; start = rest.indexOf('<mx-reply>')) {
    const end = rest.indexOf('</mx-reply>', start);
    if (end < 0) break;
    rest = rest.slice(0, start) + rest.slice(end + '</mx-reply>'.length);
  }
  return rest;
}

/** Without the lines that quote the answered message and the empty one after them. */
export function withoutReplyFallback(body: string): string {
  if (!body.startsWith('> ')) return body;
  let at = 0;
  while (body.startsWith('> ', at) || body.startsWith('>\n', at)) {
    const end = body.indexOf('\n', at);
    if (end < 0) return '';
    at = end + 1;
  }
  return body.startsWith('\n', at) ? body.slice(at + 1) : body.slice(at);
}

export function projectMentions(content: JsonObject): Mentions | undefined {
  const { user_ids: given, room } = objectIn(content['m.mentions']);
  const userIds = Array.isArray(given) ? given.filter((id): id is string => isId(id)).slice(0, maxMentions) : [];
  return userIds.length > 0 || room === true ? { userIds, room: room === true } : undefined;
}

function projectMedia(
  msgtype: MediaContent['msgtype'],
  content: JsonObject,
  mediaId: string,
): MediaContent | undefined {
  const { body, filename: named } = content;
  if (!isText(body)) return undefined;
  const captioned = isText(named) && named !== body && msgtype !== 'm.sticker';
  const filename = safeFilename(isText(named) ? named : body);
  const file = projectFile(content, mediaId);
  const html = captioned ? formattedBody(content) : undefined;
  const mentions = projectMentions(content);
  const voice = msgtype === 'm.audio' ? projectVoice(content) : undefined;
  return {
    msgtype,
    body: captioned ? body : filename,
    filename,
    captioned,
    ...(html !== undefined && { formattedBody: html }),
    ...(mentions && { mentions }),
    ...(file && { file }),
    ...(voice && { voice }),
  };
}

function projectFile(content: JsonObject, mediaId: string): MediaFile | undefined {
  const uri = isText(content.url) ? content.url : objectIn(content.file).url;
  if (!isMediaUri(uri)) return undefined;
  const info = objectIn(content.info);
  const { mimetype } = info;
  const thumbnailUri = isText(info.thumbnail_url) ? info.thumbnail_url : objectIn(info.thumbnail_file).url;
  const type = isText(mimetype) ? mimetype.toLowerCase() : '';
  const sizeBytes = numberIn(info.size, 0, Number.MAX_SAFE_INTEGER);
  const durationMs = numberIn(info.duration, 0, maxDurationMs);
  return {
    mediaId,
    ...(mimetypeShape.test(type) && { mimetype: type }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...sides(info),
    ...(durationMs !== undefined && { durationMs }),
    ...(isMediaUri(thumbnailUri) && { thumbnail: sides(objectIn(info.thumbnail_info)) }),
  };
}

/** Both or none: one side alone makes no box. */
function sides({ w, h }: JsonObject): { widthPx?: number; heightPx?: number } {
  const widthPx = numberIn(w, 1, maxSidePx);
  const heightPx = numberIn(h, 1, maxSidePx);
  return widthPx !== undefined && heightPx !== undefined ? { widthPx, heightPx } : {};
}

/** Whether it looks like something that can be loaded; the door checks again before it asks. */
function isMediaUri(uri: unknown): boolean {
  return isText(uri) && /^mxc:\/\/[A-Za-z0-9][A-Za-z0-9.:[\]-]{0,254}\/[A-Za-z0-9_-]{1,255}$/.test(uri);
}

function projectVoice(content: JsonObject): MediaContent['voice'] {
  const marked = content['org.matrix.msc3245.voice'] ?? content['m.voice'];
  if (typeof marked !== 'object' || marked === null) return undefined;
  const audio = objectIn(content['org.matrix.msc1767.audio'] ?? content['m.audio_details']);
  const given: readonly unknown[] = Array.isArray(audio.waveform) ? audio.waveform : [];
  const step = Math.max(1, given.length / maxWaveform);
  const waveform: number[] = [];
  for (let at = 0; at < given.length && waveform.length < maxWaveform; at += step) {
    waveform.push((numberIn(given[Math.floor(at)], 0, waveformUnit) ?? 0) / waveformUnit);
  }
  return { waveform };
}

function projectLocation(content: JsonObject): LocationContent | undefined {
  const location = objectIn(content['m.location'] ?? content['org.matrix.msc3488.location']);
  const geoUri = isText(content.geo_uri) ? content.geo_uri : location.uri;
  const { description } = location;
  if (!isText(content.body) || !isText(geoUri)) return undefined;
  const point = readGeoUri(geoUri);
  if (!point) return undefined;
  return { msgtype: 'm.location', body: isText(description) ? description : content.body, geoUri, ...point };
}

/** RFC 5870 of WGS 84: `geo:52.5,13.4;u=20`. */
export function readGeoUri(uri: string): { latitude: number; longitude: number } | undefined {
  const found =
    /^geo:(-?\d{1,2}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)(?:,-?\d{1,9}(?:\.\d{1,12})?)?(?:;[^\s]{0,64})?$/i.exec(
      uri,
    );
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
