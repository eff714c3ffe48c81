import { describe, expect, it } from 'vitest';
import { findProfile, profiles } from './index.ts';

describe('profiles', () => {
  it('are found by name', () => {
    for (const profile of profiles) expect(findProfile(profile.name)).toBe(profile);
  });

  it('that do not exist are refused with the names of those that do', () => {
    expect(() => findProfile('ess')).toThrow(
      'There is no profile "ess". Known profiles: bundesmessenger-core, bundesmessenger, federation, hosted, oauth',
    );
  });
});
