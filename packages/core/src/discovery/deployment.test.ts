import { describe, expect, it } from 'vitest';
import { projectDeployment } from './deployment.ts';

describe('projectDeployment', () => {
  it('reads both links', () => {
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

  it('mends the doubled scheme that the chart writes', () => {
    expect(projectDeployment({ 'de.bwi.imprint_url': 'https://https://behoerde.example/i' }).imprintUrl).toBe(
      'https://behoerde.example/i',
    );
  });

  it('reads the spelling of the chart’s comments too', () => {
    expect(projectDeployment({ 'de.bwi.imprintUrl': 'https://a.example/' }).imprintUrl).toBe('https://a.example/');
  });

  it.each([
    'javascript:alert(1)',
    'http://a.example',
    'data:text/html,x',
    '//a.example',
    'a',
    '',
    5,
    null,
    {},
    'https://u:p@a.example/',
  ])('refuses %o', (value) => {
    expect(projectDeployment({ 'de.bwi.imprint_url': value })).toEqual({});
  });

  it('does not look at inherited members', () => {
    expect(projectDeployment(Object.create({ 'de.bwi.imprint_url': 'https://evil.example/' }))).toEqual({});
  });
});
