/** A file from one person to another, through the store: what is shown of it is the elements'. */
import type { Visitor } from './visitor.ts';
import { expectEqual } from './counted-steps.ts';

export interface SentFile {
  readonly name: string;
  readonly text: string;
}

/** @returns the media id at the reader */
export async function sendFile(from: Visitor, to: Visitor, roomId: string, file: SentFile): Promise<string> {
  await from.inStore(
    async (store, { roomId, file }) =>
      store.room(roomId).sendFile(new File([file.text], file.name, { type: 'text/plain' })),
    { roomId, file },
  );
  const read = await to.inStore(
    async (store, { roomId, name }) => {
      const room = store.room(roomId);
      const mediaId = await new Promise<string>((resolve) => {
        const stop = room.timeline.subscribe(({ items }) => {
          for (const item of items) {
            if (item.kind !== 'message' || !('filename' in item.content)) continue;
            const { filename, file } = item.content;
            if (filename !== name || !file) continue;
            queueMicrotask(() => stop());
            resolve(file.mediaId);
          }
        });
      });
      return { mediaId, text: await (await room.download(mediaId)).text() };
    },
    { roomId, name: file.name },
  );
  expectEqual(read.text, file.text, 'what the other one reads');
  return read.mediaId;
}
