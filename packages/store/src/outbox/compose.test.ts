import { describe, expect, it } from 'vitest';
import type { NewContent, TextContent } from '../timeline/message-content.ts';
import { changedMessage, newEdit, newFile, newMessage, newPollEnd, newReaction, newVote } from './compose.ts';
import type { Outgoing } from './outgoing.ts';

const text = (body: string, more: Partial<TextContent> = {}): TextContent => ({ msgtype: 'm.text', body, ...more });
const contentOf = (outgoing: Outgoing): Record<string, unknown> =>
  outgoing.kind === 'event' ? (outgoing.content as Record<string, unknown>) : {};
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a message', () => {
  it.each(['m.text', 'm.notice', 'm.emote'] as const)('of msgtype %s says whom it means, also nobody', (msgtype) => {
    expect(newMessage({ msgtype, body: 'x' })).toEqual({
      kind: 'event',
      eventType: 'm.room.message',
      content: { msgtype, body: 'x', 'm.mentions': {} },
    });
  });

  it('may be formatted and mention people', () => {
    const mentions = { userIds: ['@a:b'], room: true };
    expect(contentOf(newMessage(text('x', { formattedBody: '<b>x</b>', mentions })))).toEqual({
      msgtype: 'm.text',
      body: 'x',
      format: 'org.matrix.custom.html',
      formatted_body: '<b>x</b>',
      'm.mentions': { user_ids: ['@a:b'], room: true },
    });
  });

  it('may answer another', () => {
    expect(contentOf(newMessage(text('x'), { replyTo: '$a' }))['m.relates_to']).toEqual({
      'm.in_reply_to': { event_id: '$a' },
    });
  });

  it('in a thread follows its newest message for clients that do not know threads', () => {
    const content = contentOf(newMessage(text('x'), { threadId: '$r' }, { latestEventId: '$l' }));
    expect(content['m.relates_to']).toEqual({
      rel_type: 'm.thread',
      event_id: '$r',
      is_falling_back: true,
      'm.in_reply_to': { event_id: '$l' },
    });
  });

  it('in a thread may truly answer another', () => {
    expect(contentOf(newMessage(text('x'), { threadId: '$r', replyTo: '$a' }))['m.relates_to']).toMatchObject({
      is_falling_back: false,
      'm.in_reply_to': { event_id: '$a' },
    });
  });

  it.each([
    ['an empty body', { msgtype: 'm.text', body: '' }],
    ['white space only', { msgtype: 'm.text', body: ' \n\t' }],
    ['a body that is no string', { msgtype: 'm.text', body: 5 }],
    ['no body', { msgtype: 'm.text' }],
    ['an unknown msgtype', { msgtype: 'm.image', body: 'x' }],
    ['no msgtype', { body: 'x' }],
    ['HTML that is no text', { msgtype: 'm.text', body: 'x', formattedBody: {} }],
    ['mentions that are none', { msgtype: 'm.text', body: 'x', mentions: { userIds: 'x' } }],
    ['too many mentions', { msgtype: 'm.text', body: 'x', mentions: { userIds: Array(101).fill('@a:b') } }],
    ['a place without coordinates', { msgtype: 'm.location', body: 'x', geoUri: 'geo:x' }],
    ['a poll without answers', { msgtype: 'm.poll', body: 'x', answers: [] }],
    ['a poll with too many answers', { msgtype: 'm.poll', body: 'x', answers: Array(21).fill('x') }],
    ['a poll with more choices than answers', { msgtype: 'm.poll', body: 'x', answers: ['a'], maxSelections: 2 }],
  ])('with %s is refused', (_, content) => {
    expect(codeOf(() => newMessage(content as NewContent))).toBe('MESSAGE_INVALID');
  });

  it('has at most 32,768 bytes, HTML included', () => {
    expect(codeOf(() => newMessage(text('x'.repeat(32_768))))).toBeUndefined();
    expect(codeOf(() => newMessage(text('x'.repeat(32_769))))).toBe('MESSAGE_INVALID');
    expect(codeOf(() => newMessage(text('ä'.repeat(16_385))))).toBe('MESSAGE_INVALID');
    expect(codeOf(() => newMessage(text('x'.repeat(20_000), { formattedBody: 'x'.repeat(20_000) })))).toBe(
      'MESSAGE_INVALID',
    );
  });

  it('may be a place on a map', () => {
    expect(contentOf(newMessage({ msgtype: 'm.location', body: 'Rathaus', geoUri: 'geo:52.5,13.4' }))).toMatchObject({
      msgtype: 'm.location',
      geo_uri: 'geo:52.5,13.4',
      'org.matrix.msc3488.asset': { type: 'm.pin' },
    });
  });
});

describe('an edit', () => {
  it('has the new text twice: for those who know edits and for those who do not', () => {
    expect(contentOf(newEdit('$a', text('neu', { formattedBody: '<i>neu</i>' })))).toEqual({
      msgtype: 'm.text',
      body: '* neu',
      format: 'org.matrix.custom.html',
      formatted_body: '* <i>neu</i>',
      'm.mentions': {},
      'm.new_content': {
        msgtype: 'm.text',
        body: 'neu',
        format: 'org.matrix.custom.html',
        formatted_body: '<i>neu</i>',
        'm.mentions': {},
      },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$a' },
    });
  });

  it('tells nobody twice', () => {
    const mentions = { userIds: ['@old:b', '@new:b'], room: false };
    const content = contentOf(newEdit('$a', text('neu', { mentions }), { 'm.mentions': { user_ids: ['@old:b'] } }));
    expect(content['m.mentions']).toEqual({ user_ids: ['@new:b'] });
    expect(content['m.new_content']).toMatchObject({ 'm.mentions': { user_ids: ['@old:b', '@new:b'] } });
  });

  it('of a caption leaves the file', () => {
    const original = { msgtype: 'm.image', body: 'a.png', file: { url: 'mxc://a/b' }, info: { w: 1 } };
    expect(contentOf(newEdit('$a', text('Das Rathaus'), original))['m.new_content']).toEqual({
      msgtype: 'm.image',
      body: 'Das Rathaus',
      filename: 'a.png',
      file: { url: 'mxc://a/b' },
      info: { w: 1 },
      'm.mentions': {},
    });
  });

  it('of a long message says all of it to those who know edits, and still fits into an event', () => {
    const long = 'ä'.repeat(16_000);
    const content = contentOf(newEdit('$a', text(long)));
    expect(content['m.new_content']).toMatchObject({ body: long });
    expect(content.body).toMatch(/^\* ä+…$/);
    expect(new TextEncoder().encode(JSON.stringify(content)).length).toBeLessThan(46_000);
  });

  it('of what is not sent yet changes it, and leaves what it relates to', () => {
    const relates = { 'm.in_reply_to': { event_id: '$a' } };
    const original = { msgtype: 'm.text', body: 'alt', 'm.relates_to': relates };
    expect(contentOf(changedMessage(original, text('neu')))).toEqual({
      msgtype: 'm.text',
      body: 'neu',
      'm.mentions': {},
      'm.relates_to': relates,
    });
  });
});

describe('reactions and votes', () => {
  it.each(['👍🏽', '👍', '👍\uFE0F', '❤\uFE0F', '1\uFE0F\u20E3'])('of one emoji, such as %s, leave in clear', (key) => {
    expect(newReaction('$a', key)).toEqual({
      kind: 'event',
      eventType: 'm.reaction',
      content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a', key } },
    });
  });

  it.each(['', 'ja', '👍👍', '\uFE0F', 'a\uFE0F', 5])('with the key %o are refused', (key) => {
    expect(codeOf(() => newReaction('$a', key as string))).toBe('MESSAGE_INVALID');
  });

  it('relate to the poll', () => {
    expect(contentOf(newVote('$p', ['1']))).toMatchObject({
      'm.relates_to': { rel_type: 'm.reference', event_id: '$p' },
    });
    expect(contentOf(newPollEnd('$p', 'Ende'))).toMatchObject({ 'm.relates_to': { event_id: '$p' } });
  });

  it.each([['x'], [[5]], [Array(21).fill('x')]])('for the answers %o are refused', (answers) => {
    expect(codeOf(() => newVote('$p', answers as string[]))).toBe('MESSAGE_INVALID');
  });
});

describe('a file', () => {
  const png = new Blob(['x'], { type: 'image/png' });

  it('has the kind of its type', () => {
    const kinds = ['image/png', 'image/svg+xml', 'text/html', 'audio/ogg', 'video/mp4', ''].map(
      (type) => newFile(new Blob(['x'], { type }), {}).content.msgtype,
    );
    expect(kinds).toEqual(['m.image', 'm.file', 'm.file', 'm.audio', 'm.video', 'm.file']);
  });

  it('has a name fit for every file system', () => {
    expect(newFile(png, { filename: '../a.png' })).toMatchObject({ filename: 'a.png', content: { body: 'a.png' } });
  });

  it('may have a caption and belong into a thread', () => {
    expect(newFile(png, { filename: 'a.png', caption: 'Das Rathaus', threadId: '$r' }).content).toMatchObject({
      body: 'Das Rathaus',
      filename: 'a.png',
      'm.relates_to': { rel_type: 'm.thread' },
    });
  });

  it('tells size and length in whole numbers', () => {
    const { info } = newFile(png, { durationMs: 1.6, widthPx: -5, heightPx: Number.NaN });
    expect(info).toEqual({ mimetype: 'image/png', size: 1, duration: 2, w: 0, h: 0 });
  });

  it('may be a voice message', () => {
    const { content } = newFile(new Blob(['x'], { type: 'audio/ogg' }), { voice: { waveform: [0, 0.5, 2] } });
    expect(content).toMatchObject({
      'org.matrix.msc3245.voice': {},
      'org.matrix.msc1767.audio': { waveform: [0, 512, 1_024] },
    });
  });

  it('without a byte is refused, and so is what is no file', () => {
    expect(codeOf(() => newFile(new Blob([]), {}))).toBe('MESSAGE_INVALID');
    expect(codeOf(() => newFile('x' as unknown as Blob, {}))).toBe('MESSAGE_INVALID');
  });
});
