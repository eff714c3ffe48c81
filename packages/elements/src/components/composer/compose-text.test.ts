import { describe, expect, it } from 'vitest';
import { composeText } from './compose-text.ts';

const anna = { userId: '@anna:bund.example', name: 'Anna' };
const annaSchmidt = { userId: '@anna.schmidt:bund.example', name: 'Anna Schmidt' };
const link = (userId: string, name: string): string =>
  `<a href="https://matrix.to/#/${encodeURIComponent(userId)}">${name}</a>`;
const written = { mentions: [], mayMentionRoom: true } as const;

describe('a written text', () => {
  it('is sent as it is where nothing is formatted', async () => {
    expect(await composeText({ ...written, text: ' Guten Tag ' })).toEqual({ msgtype: 'm.text', body: 'Guten Tag' });
  });

  it('is an action with /me', async () => {
    expect(await composeText({ ...written, text: '/me winkt' })).toEqual({ msgtype: 'm.emote', body: 'winkt' });
  });

  it('names people whom it mentions, the longest name first, and no others', async () => {
    const mentions = [anna, annaSchmidt, { userId: '@cem:x', name: 'Cem' }];
    expect(await composeText({ ...written, mentions, text: '@Anna Schmidt und @Anna' })).toEqual({
      msgtype: 'm.text',
      body: '@Anna Schmidt und @Anna',
      formattedBody: `${link(annaSchmidt.userId, 'Anna Schmidt')} und ${link(anna.userId, 'Anna')}`,
      mentions: { userIds: [anna.userId, annaSchmidt.userId], room: false },
    });
  });

  it('keeps a name that looks like Markdown or markup as a name', async () => {
    const odd = { userId: '@odd:x', name: '*<b>_x_' };
    expect((await composeText({ ...written, mentions: [odd], text: 'Hallo @*<b>_x_\nzwei' })).formattedBody).toBe(
      `Hallo ${link(odd.userId, '*&lt;b&gt;_x_')}<br>zwei`,
    );
  });

  it('mentions who is answered', async () => {
    expect((await composeText({ ...written, text: 'ja', answered: [anna.userId] })).mentions).toEqual({
      userIds: [anna.userId],
      room: false,
    });
  });

  it('mentions the room only for those who may', async () => {
    expect((await composeText({ ...written, text: '@room bitte lesen' })).mentions).toEqual({
      userIds: [],
      room: true,
    });
    expect((await composeText({ ...written, mayMentionRoom: false, text: '@room' })).mentions).toBeUndefined();
    expect((await composeText({ ...written, text: 'post@room.example' })).mentions).toBeUndefined();
  });
});
