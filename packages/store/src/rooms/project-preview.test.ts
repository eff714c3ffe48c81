import type { ClientEvent, Decryption, JsonObject } from '@bundesmessenger/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageEvent, stateEvent } from '../testing/fake-rooms.ts';
import { projectPreview } from './project-preview.ts';
import type { RoomPreview } from './rooms.ts';

const userId = '@erika:server.example';
let isEncrypted = false;
const decrypted = new Map<string, Decryption>();
const preview = (...events: readonly ClientEvent[]): RoomPreview =>
  projectPreview(events, {
    userId,
    encrypted: isEncrypted,
    nameOf: (id) => (id === userId ? 'Erika' : 'Max'),
    decryptionOf: ({ event_id }) => decrypted.get(event_id) ?? { status: 'pending' },
  });
const content = (value: JsonObject, type = 'm.room.message'): ClientEvent =>
  messageEvent('a', '', { content: value, type });
const encrypted = (id: string, decryption?: Decryption, relation?: JsonObject): ClientEvent => {
  if (decryption) decrypted.set(`$${id}`, decryption);
  const wire = { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x', ...(relation && { 'm.relates_to': relation }) };
  return messageEvent(id, '', { type: 'm.room.encrypted', content: wire });
};
const clear = (value: JsonObject, type = 'm.room.message'): Decryption => ({
  status: 'decrypted',
  type,
  content: value,
  shield: 'none',
});
const editOf = (id: string, body: string): JsonObject => ({
  msgtype: 'm.text',
  body: `* ${body}`,
  'm.new_content': { msgtype: 'm.text', body },
  'm.relates_to': { rel_type: 'm.replace', event_id: `$${id}` },
});

describe('the preview of a room', () => {
  it('is the newest message', () => {
    expect(preview(messageEvent('alt'), messageEvent('neu'))).toEqual({
      kind: 'message',
      eventId: '$neu',
      sender: 'Max',
      own: false,
      content: 'text',
      body: 'neu',
    });
  });

  it('says that it is the own message', () => {
    expect(preview(messageEvent('a', 'x', { sender: userId }))).toMatchObject({ own: true, sender: 'Erika' });
  });

  it('is none in a room without messages', () => {
    expect(preview(stateEvent('m.room.create', {}))).toEqual({ kind: 'none' });
  });

  it('is the first line that says something, cut', () => {
    expect(preview(messageEvent('a', '\n\n  Erste  \nZweite'))).toMatchObject({ body: 'Erste' });
    expect(preview(messageEvent('a', 'x'.repeat(65_000)))).toMatchObject({ body: 'x'.repeat(160) });
  });

  it.each([
    ['state', stateEvent('m.room.topic', { topic: 'x' })],
    ['what was redacted', messageEvent('b', 'b', { unsigned: { redacted_because: {} } })],
    ['a reaction', content({ 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key: '👍' } }, 'm.reaction')],
    ['an event of an unknown type', content({ body: 'x' }, 'org.example')],
    ['a message without text', messageEvent('b', '  \n ')],
    ['a message whose text is none', messageEvent('b', 5)],
    ['a request to verify', content({ msgtype: 'm.key.verification.request', body: 'wants to verify', to: '@b:c' })],
    ['a message without msgtype', content({ body: 'x' })],
  ])('goes past %s', (_, event) => {
    expect(preview(messageEvent('alt'), event)).toMatchObject({ eventId: '$alt' });
  });

  it.each([
    ['m.emote', 'emote'],
    ['m.notice', 'notice'],
    ['m.image', 'image'],
    ['m.file', 'file'],
    ['m.audio', 'audio'],
    ['m.video', 'video'],
    ['m.location', 'location'],
    ['org.example.unknown', 'text'],
  ])('of %s is %s', (msgtype, kind) => {
    expect(preview(content({ msgtype, body: 'b' }))).toMatchObject({ content: kind, body: 'b' });
  });

  it('of a sticker is a sticker', () => {
    expect(preview(content({ body: 'Hurra' }, 'm.sticker'))).toMatchObject({ content: 'sticker', body: 'Hurra' });
  });

  it.each([
    ['m.poll.start', { 'm.poll': { question: { 'm.text': [{ body: 'Kaffee?' }] } } }],
    [
      'org.matrix.msc3381.poll.start',
      { 'org.matrix.msc3381.poll.start': { question: { 'org.matrix.msc1767.text': 'Kaffee?' } } },
    ],
    ['org.matrix.msc3381.poll.start', { 'org.matrix.msc3381.poll.start': { question: { body: 'Kaffee?' } } }],
  ])('of %s is its question', (type, value) => {
    expect(preview(content(value as JsonObject, type))).toMatchObject({ content: 'poll', body: 'Kaffee?' });
  });

  it('bears a poll that asks nothing', () => {
    expect(preview(content({ 'm.poll': null }, 'm.poll.start'))).toMatchObject({ content: 'poll', body: '' });
  });

  it('of a reply is the reply, without what it repeats', () => {
    const reply = { 'm.in_reply_to': { event_id: '$x' } };
    const body = '> <@max:server.example> Frage\n> zweite Zeile\n\nAntwort';
    expect(preview(content({ msgtype: 'm.text', body, 'm.relates_to': reply }))).toMatchObject({ body: 'Antwort' });
  });

  it('of a formatted message is its plain text, as the sender meant it', () => {
    const format = 'org.matrix.custom.html';
    const formatted = (body: string, html: unknown, more: JsonObject = {}): RoomPreview =>
      preview(content({ msgtype: 'm.text', body, format, formatted_body: html, ...more }));
    expect(formatted('**wichtig**\n\nmehr', '<p><strong>wichtig</strong></p><p>mehr</p>')).toMatchObject({
      body: 'wichtig',
    });
    expect(formatted('a', '<b>b</b>', { format: 'text/markdown' })).toMatchObject({ body: 'a' });
    for (const html of ['<p></p>', 5]) expect(formatted('a', html)).toMatchObject({ body: 'a' });
    expect(formatted('a.png', '<b>b</b>', { msgtype: 'm.image' })).toMatchObject({ body: 'a.png' });
    expect(formatted('**b**', '<b>b</b>', { msgtype: 'm.image', filename: 'a.png' })).toMatchObject({ body: 'b' });
    expect(formatted('x', '<b>a\u202Eb</b>')).toMatchObject({ body: 'a b' });
  });

  it('of an edited, formatted message is the plain text of the edit', () => {
    const next = { msgtype: 'm.text', body: '*neu*', format: 'org.matrix.custom.html', formatted_body: '<em>neu</em>' };
    const edit = content({ ...editOf('a', '*neu*'), 'm.new_content': next });
    expect(preview(messageEvent('a'), { ...edit, event_id: '$e' })).toMatchObject({ body: 'neu' });
  });

  it('keeps a quotation that is no reply', () => {
    expect(preview(content({ msgtype: 'm.text', body: '> Zitat\nText' }))).toMatchObject({ body: '> Zitat' });
  });
});

describe('the preview of an edited message', () => {
  it('is its newest text', () => {
    const events = [messageEvent('a'), ...['b', 'c'].map((id) => messageEvent(id, '', { content: editOf('a', id) }))];
    expect(preview(...events)).toMatchObject({ eventId: '$a', body: 'c' });
  });

  it('is its own text where somebody else edits it', () => {
    const edit = messageEvent('b', '', { content: editOf('a', 'falsch'), sender: '@eva:server.example' });
    expect(preview(messageEvent('a'), edit)).toMatchObject({ body: 'a' });
  });

  it('is not its edit in clear where the message was encrypted (U2, CVE-2026-45057)', () => {
    const edit = messageEvent('b', '', { content: editOf('e1', 'falsch') });
    expect(preview(encrypted('e1', clear({ msgtype: 'm.text', body: 'geheim' })), edit)).toMatchObject({
      body: 'geheim',
    });
  });

  it('is another message where the edited one is not at hand', () => {
    expect(preview(messageEvent('a'), messageEvent('b', '', { content: editOf('x', 'c') }))).toMatchObject({
      body: 'a',
    });
  });
});

describe('the preview of an encrypted room', () => {
  beforeEach(() => void (isEncrypted = true));
  afterEach(() => void (isEncrypted = false));

  it('tells that a message came in clear', () => {
    expect(preview(messageEvent('a'))).toMatchObject({ body: 'a', clearText: true });
    expect(preview(encrypted('d3', clear({ msgtype: 'm.text', body: 'x' })))).not.toHaveProperty('clearText');
  });

  it('is pending until the newest message is decrypted', () => {
    expect(preview(messageEvent('alt'), encrypted('p1'))).toEqual({ kind: 'pending', eventId: '$p1' });
  });

  it('is the decrypted message', () => {
    expect(preview(encrypted('d1', clear({ msgtype: 'm.text', body: 'geheim' })))).toMatchObject({ body: 'geheim' });
  });

  it('says that the newest message cannot be read', () => {
    expect(preview(encrypted('f1', { status: 'failed', cause: 'unknown' }))).toEqual({ kind: 'undecryptable' });
  });

  it('goes past what turns out to be no message', () => {
    expect(preview(messageEvent('alt'), encrypted('r1', clear({}, 'm.reaction')))).toMatchObject({ eventId: '$alt' });
  });

  it('goes past a vote that is not decrypted', () => {
    const relation = { rel_type: 'm.reference', event_id: '$poll' };
    expect(preview(messageEvent('alt'), encrypted('v1', undefined, relation))).toMatchObject({ eventId: '$alt' });
    const failed = encrypted('v2', { status: 'failed', cause: 'unknown' }, relation);
    expect(preview(messageEvent('alt'), failed)).toMatchObject({ eventId: '$alt' });
  });

  it('is the decrypted edit', () => {
    const edit = encrypted('e2', clear(editOf('d2', 'neu')), { rel_type: 'm.replace', event_id: '$d2' });
    expect(preview(encrypted('d2', clear({ msgtype: 'm.text', body: 'alt' })), edit)).toMatchObject({ body: 'neu' });
  });
});
