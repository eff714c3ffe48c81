import { describe, expect, it } from 'vitest';
import { anna, cem, message } from '../../testing/snapshots.ts';
import { meantBy, purposeOf, toDraft, type Begun, type Purpose } from './purpose.ts';

const reply: Purpose = { kind: 'reply', target: '$1' };
const edit: Purpose = { kind: 'edit', target: '$1' };
const mentionOf = ({ userId, displayName }: typeof anna) => ({ userId, name: displayName });

function begun(changes: Partial<Begun> = {}): Begun {
  return { body: '', mentioned: [], purpose: undefined, before: undefined, ...changes };
}

describe('what is begun', () => {
  it('is no draft where there is neither a text nor an answer nor an edit', () => {
    expect(toDraft(begun())).toBeNull();
    expect(toDraft(begun({ mentioned: [mentionOf(anna)], before: { body: 'vorher' } }))).toBeNull();
  });

  it('is a draft that knows what it answers', () => {
    const draft = toDraft(begun({ body: 'Ja', purpose: reply }));
    expect(draft).toEqual({ body: 'Ja', replyTo: '$1' });
    expect(purposeOf(draft)).toEqual(reply);
  });

  it('is a draft that knows what it replaces, also while that has no text, and what was begun before', () => {
    const before = { body: 'vorher' };
    const draft = toDraft(begun({ purpose: edit, before }));
    expect(draft).toEqual({ body: '', editOf: '$1', before });
    expect(purposeOf(draft)).toEqual(edit);
    expect(purposeOf(before)).toBeUndefined();
    expect(purposeOf(null)).toBeUndefined();
  });

  it('mentions those whose name is still in the text', () => {
    const mentioned = [mentionOf(anna), mentionOf(cem)];
    expect(toDraft(begun({ body: `Hallo @${cem.displayName}`, mentioned }))).toEqual({
      body: `Hallo @${cem.displayName}`,
      mentions: [mentionOf(cem)],
    });
  });
});

describe('who is meant without being named', () => {
  it('is who is answered, but not the user', () => {
    expect(meantBy(reply, message(1))).toEqual([anna.userId]);
    expect(meantBy(reply, message(1, { own: true }))).toEqual([]);
  });

  it('is nobody where the message is not known, or nothing is answered', () => {
    expect(meantBy(reply, undefined)).toEqual([]);
    expect(meantBy(undefined, message(1))).toEqual([]);
  });

  it('is of an edit who was meant before, except those whom the text names itself', () => {
    const content = {
      msgtype: 'm.text',
      body: `@${cem.displayName}, ja`,
      formattedBody: `<a href="https://matrix.to/#/${encodeURIComponent(cem.userId)}">${cem.displayName}</a>, ja`,
      mentions: { userIds: [anna.userId, cem.userId], room: false },
    } as const;
    expect(meantBy(edit, message(1, { own: true, content }))).toEqual([anna.userId]);
    expect(meantBy(edit, message(1, { own: true }))).toEqual([]);
  });
});
