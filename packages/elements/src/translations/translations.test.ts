import type { StateChange } from '@bundesmessenger/store';
import { describe, expect, it } from 'vitest';
import { germanErrors, germanErrorsForAdministrators } from './de.errors.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import type { Words } from './words.ts';

describe.each([de, en, fr] as readonly Words[])('the words in $code', (words) => {
  it('say something for every error code', () => {
    for (const code of Object.keys(germanErrors)) expect(words.error(code), code).toMatch(/\.$/u);
  });

  it('have a second, different sentence for administrators for every code of the whitelist, and for no other', () => {
    for (const code of Object.keys(germanErrorsForAdministrators)) {
      expect(words.errorForAdministrators(code), code).not.toBe(words.error(code));
      expect(words.errorForAdministrators(code), code).toMatch(/\.$/u);
    }
    expect(words.errorForAdministrators('OFFLINE')).toBe('');
  });

  it('have something to say to a code they do not know', () => {
    expect(words.error('SOMETHING_NEW')).toBe(words.error('UNEXPECTED'));
  });

  it('keep names from turning the direction of what is around them', () => {
    const target = { userId: '@n:s', displayName: 'NAME' };
    const changes: readonly StateChange[] = [
      ...(['joined', 'left', 'invited', 'removed', 'banned', 'unbanned', 'knocked'] as const).map((type) => ({
        type,
        target,
      })),
      ...(['inviteDeclined', 'inviteWithdrawn', 'userAvatar'] as const).map((type) => ({ type, target })),
      ...(['created', 'avatar', 'pinned'] as const).map((type) => ({ type })),
      ...(['public', 'knock', 'invite', 'restricted'] as const).map((joinRule) => ({
        type: 'joinRule' as const,
        joinRule,
      })),
      ...(['world_readable', 'shared', 'invited', 'joined'] as const).map((visibility) => ({
        type: 'historyVisibility' as const,
        visibility,
      })),
      ...(['internal', 'federated'] as const).map((federation) => ({ type: 'federation' as const, federation })),
      { type: 'displayName', target, previous: 'NAME' },
      { type: 'name', name: 'NAME' },
      { type: 'topic', topic: 'NAME' },
      { type: 'topic', topic: '' },
      { type: 'roles', changes: [{ target, powerLevel: 50 }] },
    ];
    const sentences = [
      ...changes.map((change) => words.state(change, 'NAME')),
      ...(['done', 'cancelled', undefined] as const).map((end) => words.verificationRequest('NAME', 'NAME', end)),
      words.invitedBy('NAME'),
      words.invited('NAME'),
      words.invalidUserId('NAME'),
      words.leaveQuestion('NAME'),
      words.replyingTo('NAME'),
      words.spoiler('NAME'),
      words.readBy(['NAME', 'NAME'], 0),
      words.readBy(['NAME'], 2),
      words.reaction(['NAME', 'NAME'], 3, true),
      words.typing(['NAME'], 0),
      words.typing(['NAME', 'NAME'], 1),
      words.attachmentTooLarge('NAME', '10 kB'),
      words.verificationTitle('NAME'),
      words.verificationIncoming('NAME', undefined),
      words.verificationIncoming(undefined, 'NAME'),
      words.verificationOutgoing('NAME'),
      words.verificationWaiting('NAME'),
      words.verificationDone('NAME'),
      words.compareText('NAME'),
      words.signOutQuestion('NAME'),
      words.memberReason('NAME'),
      words.removeQuestion('NAME'),
      words.banQuestion('NAME'),
      words.changeRoleText('NAME'),
    ];
    for (const sentence of sentences) {
      expect(sentence).toContain('NAME');
      expect(sentence.replaceAll('\u2068NAME\u2069', '')).not.toContain('NAME');
    }
  });

  it('count', () => {
    expect(words.newMessages(1)).not.toBe(words.newMessages(2).replace('2', '1'));
  });

  it('leave nothing empty', () => {
    const texts = Object.entries(words).filter(([, value]) => typeof value === 'string');
    expect(texts.filter(([, value]) => value === '')).toEqual([]);
  });
});
