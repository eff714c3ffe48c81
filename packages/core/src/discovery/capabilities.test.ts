import { describe, expect, it } from 'vitest';
import { projectCapabilities, projectLimits, projectPasswordPolicy } from './capabilities.ts';

const everything = { canChangePassword: true, canChangeDisplayName: true, canChangeAvatar: true };

describe('what the account may change', () => {
  it('is everything that the server does not mention', () => {
    for (const answer of [{}, { capabilities: {} }, null, 'html', [], { capabilities: [] }]) {
      expect(projectCapabilities(answer)).toEqual(everything);
    }
  });

  it('is not the display name in BundesMessenger', () => {
    const capabilities = {
      'm.room_versions': { default: '12', available: { 12: 'stable' } },
      'm.change_password': { enabled: true },
      'm.set_displayname': { enabled: false },
      'm.set_avatar_url': { enabled: true },
      'm.3pid_changes': { enabled: true },
      'm.profile_fields': { enabled: true, disallowed: ['displayname'] },
    };
    expect(projectCapabilities({ capabilities })).toEqual({
      ...everything,
      canChangeDisplayName: false,
      defaultRoomVersion: '12',
    });
  });

  it('is not the password where somebody else keeps it', () => {
    const capabilities = { 'm.change_password': { enabled: false } };
    expect(projectCapabilities({ capabilities })).toEqual({ ...everything, canChangePassword: false });
  });

  it.each([
    [{ enabled: false }, false, false],
    [{ enabled: true, allowed: ['avatar_url'] }, false, true],
    [{ enabled: true, allowed: [], disallowed: [] }, false, false],
    [{ enabled: true, allowed: ['displayname'], disallowed: ['displayname'] }, true, false],
    [{ enabled: true, disallowed: ['avatar_url'] }, true, false],
    [{ enabled: true }, true, true],
    [{ enabled: 'no', disallowed: 'displayname' }, true, true],
    ['nonsense', true, true],
  ])('follows m.profile_fields: %j', (fields, canChangeDisplayName, canChangeAvatar) => {
    expect(projectCapabilities({ capabilities: { 'm.profile_fields': fields } })).toMatchObject({
      canChangeDisplayName,
      canChangeAvatar,
    });
  });

  it('has no room version that is none', () => {
    for (const version of [5, '', 'x'.repeat(33), null]) {
      const capabilities = { 'm.room_versions': { default: version } };
      expect(projectCapabilities({ capabilities })).not.toHaveProperty('defaultRoomVersion');
    }
  });
});

describe('the password policy', () => {
  it('of BundesMessenger wants eight characters of four kinds', () => {
    expect(
      projectPasswordPolicy({
        'm.minimum_length': 8,
        'm.require_digit': true,
        'm.require_symbol': true,
        'm.require_lowercase': true,
        'm.require_uppercase': true,
      }),
    ).toEqual({ minimumLength: 8, needs: ['digit', 'symbol', 'lowercase', 'uppercase'] });
  });

  it('is none where the server wants nothing, or nothing that can be meant', () => {
    for (const answer of [{}, null, [], 'x', { 'm.minimum_length': '8' }, { 'm.minimum_length': -1 }]) {
      expect(projectPasswordPolicy(answer)).toBeUndefined();
    }
    expect(projectPasswordPolicy({ 'm.minimum_length': 1e9, 'm.require_digit': true })).toEqual({
      minimumLength: 0,
      needs: ['digit'],
    });
  });
});

describe('the limit of an upload', () => {
  it('is what the server says', () => {
    expect(projectLimits({ 'm.upload.size': 52_428_800 })).toEqual({ uploadBytes: 52_428_800 });
  });

  it('is unknown where the server says nothing that is a size', () => {
    for (const size of [undefined, null, '50M', -1, 0, 1.5, Infinity]) {
      expect(projectLimits({ 'm.upload.size': size })).toEqual({});
    }
    expect(projectLimits('html')).toEqual({});
  });
});
