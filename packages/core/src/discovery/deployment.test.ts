import { describe, expect, it } from 'vitest';
import { projectDeployment } from './deployment.ts';

describe('imprint and privacy links', () => {
  it('are read', () => {
    expect(
      projectDeployment({
        'de.bwi.imprint_url': 'https://behoerde.example/impressum',
        'de.bwi.data_privacy_url': 'https://behoerde.example/datenschutz',
      }),
    ).toEqual({
      imprintUrl: 'https://behoerde.example/impressum',
      privacyUrl: 'https://behoerde.example/datenschutz',
    });
  });

  it('are mended where the chart has written the scheme twice', () => {
    expect(projectDeployment({ 'de.bwi.imprint_url': 'https://https://behoerde.example/i' }).imprintUrl).toBe(
      'https://behoerde.example/i',
    );
  });

  it('are read in the spelling of the chart’s comments too, and where the other one holds nonsense', () => {
    expect(projectDeployment({ 'de.bwi.imprintUrl': 'https://a.example/' }).imprintUrl).toBe('https://a.example/');
    expect(projectDeployment({ 'de.bwi.imprint_url': 5, 'de.bwi.imprintUrl': 'https://a.example/' }).imprintUrl).toBe(
      'https://a.example/',
    );
  });

  it.each(['javascript:alert(1)', 'http://a.example', 5, null, {}, 'https://u:p@a.example/'])(
    'that lead elsewhere than to a web page are left out: %o',
    (value) => {
      expect(projectDeployment({ 'de.bwi.imprint_url': value, 'de.bwi.data_privacy_url': value })).toEqual({});
    },
  );

  it('are never inherited', () => {
    expect(projectDeployment(Object.create({ 'de.bwi.imprint_url': 'https://evil.example/' }))).toEqual({});
  });
});

describe('what the operator says of federation', () => {
  const read = (federation: unknown) => projectDeployment({ 'de.bwi.federation': federation }).announcedFederation;

  it('is read', () => {
    expect(read({ enable: true, show_introduction: true, show_announcement: false })).toEqual({
      enabled: true,
      showIntroduction: true,
      showAnnouncement: false,
    });
  });

  it('is off where it does not say "true" itself', () => {
    for (const enable of [undefined, 'true', 1, null, {}]) expect(read({ enable })).toMatchObject({ enabled: false });
  });

  it.each([undefined, null, true, 'on', 5, [], [true]])('is nothing where it is no object: %o', (federation) => {
    expect(read(federation)).toBeUndefined();
  });
});

describe('recovery', () => {
  const isRequired = (e2ee: unknown) => projectDeployment({ 'io.element.e2ee': e2ee }).recoveryRequired;

  it('is required where the operator says so, and only there', () => {
    expect(isRequired({ secure_backup_required: true, secure_backup_setup_methods: ['passphrase'] })).toBe(true);
    for (const required of [undefined, false, 'true', 1]) {
      expect(isRequired({ secure_backup_required: required })).toBeUndefined();
    }
    for (const e2ee of [undefined, null, true, []]) expect(isRequired(e2ee)).toBeUndefined();
  });
});
