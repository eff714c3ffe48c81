/**
 * What the outbox does with a file: a picture is measured and made small, then all leaves encrypted. Progress is what has
 * arrived whole: fetch does not tell how much of a request has left, and the realm has no XMLHttpRequest.
 */
import { BmError, headOf, imageTypeOf, measurePicture, type Media } from '@bundesmessenger/core';
import type { OutboxTransport } from '../outbox/transport.ts';

export function createFileUpload(media: Media): OutboxTransport['upload'] {
  return async ({ content, info }, bytes, report, signal) => {
    report(0);
    const isPicture = content.msgtype === 'm.image' && imageTypeOf(await headOf(bytes)) !== undefined;
    const picture = isPicture ? await measurePicture(bytes) : undefined;
    const { thumbnail } = picture ?? {};
    // Too large a file is refused before its small picture is sent.
    const limit = await media.uploadLimit();
    if (limit !== undefined && bytes.size > limit) {
      throw new BmError('FILE_TOO_LARGE', `the server takes files of at most ${limit} bytes`);
    }
    const small = thumbnail && (await media.upload(thumbnail.bytes, signal));
    if (thumbnail) report(thumbnail.bytes.size / (thumbnail.bytes.size + bytes.size));
    const file = await media.upload(bytes, signal);
    return {
      ...content,
      // A file that only says it is a picture is a file.
      ...(content.msgtype === 'm.image' && !isPicture && { msgtype: 'm.file' }),
      info: {
        ...info,
        ...(picture && { w: picture.widthPx, h: picture.heightPx }),
        ...(small && {
          thumbnail_file: small,
          thumbnail_info: {
            w: thumbnail.widthPx,
            h: thumbnail.heightPx,
            size: thumbnail.bytes.size,
            mimetype: thumbnail.bytes.type,
          },
        }),
      },
      file,
    };
  };
}
