import { BmError, type Media } from '@bundesmessenger/core';
import { expect, it, vi } from 'vitest';
import { createFileUpload } from './file-upload.ts';

const file = { content: { msgtype: 'm.file', body: 'Bescheid.pdf' }, info: { size: 4 } };
const bytes = new Blob(['abcd']);
const upload = (media: Partial<Media>, report = vi.fn<(progress: number) => void>()) => ({
  report,
  result: createFileUpload({ uploadLimit: () => Promise.resolve(undefined), ...media } as Media)(
    file as never,
    bytes,
    report,
    new AbortController().signal,
  ),
});

it('says that an upload has begun, so that it can be cancelled', async () => {
  const { report, result } = upload({ upload: () => new Promise<never>(() => undefined) });
  expect(report.mock.calls).toEqual([[0]]);
  void result;
});

it('asks the server what it takes before anything is sent', async () => {
  const send = vi.fn();
  const { result } = upload({ uploadLimit: () => Promise.resolve(3), upload: send });
  await expect(result).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  expect(send).not.toHaveBeenCalled();
});

it('names the encrypted file in the event, and no other', async () => {
  const uploaded = { url: 'mxc://server.example/f', v: 'v2' };
  const { result } = upload({ upload: () => Promise.resolve(uploaded as never) });
  expect(await result).toEqual({ ...file.content, info: file.info, file: uploaded });
});

it('ends with what the server says', async () => {
  const { result } = upload({ upload: () => Promise.reject(new BmError('OFFLINE', 'x')) });
  await expect(result).rejects.toMatchObject({ code: 'OFFLINE' });
});
