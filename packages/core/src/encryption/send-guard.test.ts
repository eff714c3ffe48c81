import { describe, expect, it, vi } from 'vitest';
import { assertNoPlaintext, withSendGuard } from './send-guard.ts';

const refused = (path: string, method = 'PUT', type: string | null = 'application/json', body?: string): boolean => {
  try {
    assertNoPlaintext(method, path, type, body);
    return false;
  } catch {
    return true;
  }
};

describe('assertNoPlaintext', () => {
  it('lets an encrypted event pass', () => {
    expect(refused('/_matrix/client/v3/rooms/!a:b/send/m.room.encrypted/t1')).toBe(false);
  });

  it('lets a redaction pass', () => {
    expect(refused('/_matrix/client/v3/rooms/!a:b/send/m.room.redaction/t1')).toBe(false);
  });

  it.each(['m.room.message', 'm.reaction', 'm.sticker', 'm%2Eroom%2Emessage', 'de.example.unknown'])(
    'refuses a %s in clear',
    (type) => {
      expect(refused(`/_matrix/client/v3/rooms/!a:b/send/${type}/t1`)).toBe(true);
    },
  );

  const reaction = (relates: object, more: object = {}): boolean => {
    const path = '/_matrix/client/v3/rooms/!a:b/send/m.reaction/t1';
    return refused(path, 'PUT', 'application/json', JSON.stringify({ 'm.relates_to': relates, ...more }));
  };
  const like = { rel_type: 'm.annotation', event_id: '$a', key: '👍' };

  it.each(['👍', '👍🏽', '❤️', '❤', '👩‍💻', '🇩🇪', '1️⃣'])('lets a reaction pass that is the one emoji %s', (key) => {
    expect(reaction({ ...like, key })).toBe(false);
  });

  it.each(['', 'ja', 'Geheim', '👍👍', '👍 ', '1', '#', '<b>', '🇩', 5, null])(
    'refuses a reaction with the key “%s”',
    (key) => {
      expect(reaction({ ...like, key })).toBe(true);
    },
  );

  it('refuses a reaction with anything beside its relation', () => {
    expect(reaction(like, { body: 'Geheim' })).toBe(true);
    expect(reaction({ ...like, body: 'Geheim' })).toBe(true);
    expect(reaction({ ...like, event_id: 'Geheim' })).toBe(true);
    expect(reaction({ ...like, rel_type: 'm.thread' })).toBe(true);
  });

  it('refuses a reaction that it cannot read', () => {
    expect(refused('/_matrix/client/v3/rooms/!a:b/send/m.reaction/t1', 'PUT', 'application/json', '{')).toBe(true);
  });

  it('refuses it in every version of the API and behind a path prefix', () => {
    expect(refused('/gw/_matrix/client/r0/rooms/!a:b/send/m.room.message/t1')).toBe(true);
    expect(refused('/_matrix/client/unstable/rooms/!a:b/send/m.room.message/t1')).toBe(true);
  });

  it('lets state events pass, which the specification does not encrypt', () => {
    expect(refused('/_matrix/client/v3/rooms/!a:b/state/m.room.name')).toBe(false);
  });

  it('refuses to upload anything that is not an encrypted blob', () => {
    expect(refused('/_matrix/media/v3/upload', 'POST', 'image/png')).toBe(true);
    expect(refused('/_matrix/media/v3/upload', 'POST', null)).toBe(true);
    expect(refused('/_matrix/media/v3/upload', 'POST', 'application/octet-stream')).toBe(false);
  });
});

describe('withSendGuard', () => {
  it('does not reach the network with a plaintext message', async () => {
    const fetch = vi.fn();
    const guarded = withSendGuard(fetch);
    const url = 'https://matrix.behoerde.example/_matrix/client/v3/rooms/!a/send/m.room.message/1';
    await expect(guarded(url, { method: 'PUT' })).rejects.toMatchObject({ code: 'ENCRYPTION_FAILED' });
    await expect(guarded(new Request(url, { method: 'PUT' }))).rejects.toMatchObject({ code: 'ENCRYPTION_FAILED' });
    expect(fetch).not.toHaveBeenCalled();
  });
});
