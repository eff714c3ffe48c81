/** Where the file of a message lies and how it is opened, from its event's hostile content. Holds keys: host only. Pure. */
import { readFileSecrets, type JsonObject, type MediaSource } from '@bundesmessenger/core';
import { isText, objectIn } from '../timeline/json.ts';

export type MediaVariant = 'file' | 'thumbnail';

/** `undefined` where the content names none. An encrypted file with unusable secrets is none: it would be shown unproven. */
export function mediaSourceOf(content: JsonObject, variant: MediaVariant): MediaSource | undefined {
  const info = objectIn(content.info);
  return variant === 'file'
    ? sourceIn(content.file, content.url)
    : (sourceIn(info.thumbnail_file, info.thumbnail_url) ?? undefined);
}

function sourceIn(encrypted: unknown, plain: unknown): MediaSource | undefined {
  if (encrypted === undefined) return isText(plain) ? { url: plain } : undefined;
  const { url } = objectIn(encrypted);
  const secrets = readFileSecrets(encrypted);
  return isText(url) && secrets ? { url, secrets } : undefined;
}
