/** A file from one person to another, through the store: what is shown of it is the elements'. */
import type { Store } from '@bundesmessenger/store';
import type { Visitor } from './visitor.ts';
import { expectEqual } from './counted-steps.ts';

export interface SentFile {
  readonly name: string;
  readonly text: string;
}

/** The commands as this check needs them; where the store has none, the step says so and fails. */
interface FileRoom {
  sendFile?(file: File, options?: object): Promise<{ eventId: string }>;
}
interface FileStore {
  download?(mediaId: string): Promise<Blob>;
}

/** @returns the media id at the reader */
export async function sendFile(from: Visitor, to: Visitor, roomId: string, file: SentFile): Promise<string> {
  await from.inStore(
    async (store: Store, { roomId, file }) => {
      const room = store.room(roomId) as FileRoom;
      if (!room.sendFile) throw new Error('the store has no command that sends files');
      await room.sendFile(new File([file.text], file.name, { type: 'text/plain' }));
    },
    { roomId, file },
  );
  const read = await to.inStore(
    async (store: Store, { roomId, name }) => {
      const { download } = store as FileStore;
      if (!download) throw new Error('the store has no command that loads files');
      const mediaId = await new Promise<string>((resolve) => {
        const stop = store.room(roomId).timeline.subscribe(({ items }) => {
          for (const item of items) {
            if (item.kind !== 'message' || !('filename' in item.content)) continue;
            const { filename, file } = item.content;
            if (filename !== name || !file) continue;
            queueMicrotask(() => stop());
            resolve(file.mediaId);
          }
        });
      });
      return { mediaId, text: await (await download.call(store, mediaId)).text() };
    },
    { roomId, name: file.name },
  );
  expectEqual(read.text, file.text, 'what the other one reads');
  return read.mediaId;
}
