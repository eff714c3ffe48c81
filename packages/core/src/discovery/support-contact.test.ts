import { describe, expect, it } from 'vitest';
import { readSupportContact } from './support-contact.ts';

const read = (answer: unknown) => readSupportContact(JSON.stringify(answer));

describe('the support contact', () => {
  it('is a page and an administrator, before everybody else', () => {
    expect(
      read({
        support_page: 'https://behoerde.example/hilfe',
        contacts: [
          { email_address: 'sicherheit@behoerde.example', role: 'm.role.security' },
          { email_address: 'it@behoerde.example', matrix_id: '@it:behoerde.example', role: 'm.role.admin' },
        ],
      }),
    ).toEqual({
      pageUrl: 'https://behoerde.example/hilfe',
      email: 'it@behoerde.example',
      userId: '@it:behoerde.example',
    });
  });

  it('is whoever is named, where no administrator is', () => {
    expect(read({ contacts: [{ role: 'x' }, { email_address: 'a@b.example', role: 'm.role.security' }] })).toEqual({
      email: 'a@b.example',
    });
  });

  it('is nobody where the answer is malformed or names nobody', () => {
    for (const body of ['', '<!doctype html>', 'null', '[]', '{}', '{"contacts":{}}', '{"contacts":[null,5,{}]}']) {
      expect(readSupportContact(body)).toBeUndefined();
    }
  });

  it('is no link or address that somebody could be harmed by', () => {
    expect(
      read({
        support_page: 'javascript:alert(1)',
        contacts: [{ email_address: 'a@b.example?bcc=c@d.example', matrix_id: '@a', role: 'm.role.admin' }],
      }),
    ).toBeUndefined();
  });
});
