import type { JsonObject, StateEvent } from '@bundesmessenger/core';
import { describe, expect, it } from 'vitest';
import { fakeRoom, stateEvent } from '../testing/fake-rooms.ts';
import { displayNames } from './display-names.ts';

const id = (localpart: string): string => `@${localpart}:server.example`;
const member = (localpart: string, content: JsonObject, before?: JsonObject): StateEvent =>
  stateEvent('m.room.member', content, id(localpart), { ...(before && { unsigned: { prev_content: before } }) });
const nameOf = (localpart: string, ...states: readonly StateEvent[]): string =>
  displayNames(fakeRoom({ states }))(id(localpart));
const joined = (displayname: unknown): JsonObject => ({ membership: 'join', displayname });

describe('the name of somebody in a room', () => {
  it('is the display name, else the user id', () => {
    expect(nameOf('anna', member('anna', joined('Anna')))).toBe('Anna');
    expect(nameOf('anna', member('anna', joined('')))).toBe(id('anna'));
    expect(nameOf('anna')).toBe(id('anna'));
  });

  it('has the user id with it where another one bears it, or where it looks like a user id', () => {
    const others = [member('anna', joined('Anna')), member('other', joined('ANNA'))];
    expect(nameOf('anna', ...others)).toBe(`Anna (${id('anna')})`);
    expect(nameOf('ben', member('ben', joined(id('anna'))))).toBe(`${id('anna')} (${id('ben')})`);
  });

  it('is a user id without what turns the direction of others', () => {
    const turned = '@a\u202en:server.example';
    const state = stateEvent('m.room.member', { membership: 'join' }, turned);
    expect(displayNames(fakeRoom({ states: [state] }))(turned)).toBe('@a n:server.example');
  });

  it('is the last one of who has left', () => {
    expect(nameOf('ben', member('ben', { membership: 'leave' }, joined('Ben')))).toBe('Ben');
    expect(nameOf('ben', member('ben', { membership: 'ban' }, joined('Ben')))).toBe('Ben');
    expect(nameOf('ben', member('ben', { membership: 'leave' }, joined(5)))).toBe(id('ben'));
  });

  it('is none that was given up', () => {
    expect(nameOf('ben', member('ben', { membership: 'join' }, joined('Ben')))).toBe(id('ben'));
  });

  it('of who has left is told apart from that of somebody who is there', () => {
    const left = member('mallory', { membership: 'leave' }, joined('Anna'));
    const anna = member('anna', joined('Anna'));
    expect(nameOf('mallory', left, anna)).toBe(`Anna (${id('mallory')})`);
    expect(nameOf('anna', left, anna)).toBe('Anna');
    const named = member('mallory', { membership: 'leave', displayname: 'Anna' });
    expect(nameOf('mallory', named, anna)).toBe(`Anna (${id('mallory')})`);
  });
});
