import { describe, expect, it } from 'vitest';
import { supportLink } from './support-link.ts';

describe('the way to help', () => {
  it('is the page that the operator names', () => {
    const contact = { pageUrl: 'https://behoerde.example/hilfe', email: 'it@behoerde.example' };
    expect(supportLink(contact)).toBe('https://behoerde.example/hilfe');
  });

  it('is a mail where there is no page, or none that can be followed', () => {
    expect(supportLink({ email: 'it@behoerde.example' })).toBe('mailto:it@behoerde.example');
    expect(supportLink({ pageUrl: 'javascript:alert(1)', email: 'it@behoerde.example' })).toBe(
      'mailto:it@behoerde.example',
    );
  });

  it('is missing where nobody is named, or only somebody in Matrix', () => {
    expect(supportLink(undefined)).toBeUndefined();
    expect(supportLink({ userId: '@it:behoerde.example' })).toBeUndefined();
    expect(supportLink({ pageUrl: 'http://behoerde.example/hilfe' })).toBeUndefined();
  });
});
