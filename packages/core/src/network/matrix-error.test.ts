import { describe, expect, it } from 'vitest';
import { BmError } from '../errors.ts';
import { errorFromAnswer, toBmError } from './matrix-error.ts';

describe('errorFromAnswer', () => {
  it.each([
    [401, { errcode: 'M_UNKNOWN_TOKEN' }, 'TOKEN_UNKNOWN'],
    [403, { errcode: 'M_FORBIDDEN' }, 'FORBIDDEN'],
    [403, { errcode: 'M_USER_DEACTIVATED' }, 'LOGIN_ACCOUNT_DISABLED'],
    [413, { errcode: 'M_TOO_LARGE' }, 'MESSAGE_INVALID'],
    [500, undefined, 'SERVER_ERROR'],
    [502, undefined, 'SERVER_ERROR'],
    [502, { errcode: 'M_UNKNOWN', error: "Can't connect to server land.example" }, 'REMOTE_UNREACHABLE'],
    [504, { errcode: 'M_UNKNOWN' }, 'REMOTE_UNREACHABLE'],
    [503, { errcode: 'M_UNKNOWN' }, 'SERVER_ERROR'],
    [403, { errcode: 'M_FORBIDDEN', error: 'Federation denied with fremd.example.' }, 'FEDERATION_REFUSED'],
    [403, { errcode: 'M_FORBIDDEN', error: 5 }, 'FORBIDDEN'],
    [403, { errcode: 'M_RESOURCE_LIMIT_EXCEEDED', limit_type: 'hs_disabled' }, 'HOMESERVER_DISABLED'],
    [403, { errcode: 'M_RESOURCE_LIMIT_EXCEEDED', limit_type: 'monthly_active_user' }, 'RESOURCE_LIMIT'],
    [403, { errcode: 'M_RESOURCE_LIMIT_EXCEEDED' }, 'RESOURCE_LIMIT'],
    [429, undefined, 'RATE_LIMITED'],
    [404, undefined, 'BAD_RESPONSE'],
    [404, null, 'BAD_RESPONSE'],
    [400, { errcode: 'M_BAD_JSON' }, 'UNEXPECTED'],
  ] as const)('reads %i %o as %s', (status, body, code) => {
    expect(errorFromAnswer(status, body).code).toBe(code);
  });

  it.each([
    [404, undefined, true],
    [404, {}, true],
    [404, { errcode: 'M_NOT_FOUND' }, undefined],
    [403, undefined, undefined],
  ])('says of %i with %o whether something before the homeserver does not pass it on', (status, body, notFound) => {
    expect(errorFromAnswer(status, body).notFound).toBe(notFound);
  });

  it('says the status, and the errcode where there is one', () => {
    expect(errorFromAnswer(403, { errcode: 'M_FORBIDDEN' })).toMatchObject({
      message: 'the homeserver answered 403 M_FORBIDDEN',
      errcode: 'M_FORBIDDEN',
    });
    const { message, ...rest } = errorFromAnswer(500, {});
    expect(message).toBe('the homeserver answered 500');
    expect(rest).not.toHaveProperty('errcode');
  });

  it('knows no errcode that is no text', () => {
    expect(errorFromAnswer(403, { errcode: ['M_FORBIDDEN'] })).toHaveProperty('code', 'BAD_RESPONSE');
  });

  it('keeps the time the server asks to wait', () => {
    expect(errorFromAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 0 }).retryAfterMs).toBe(0);
    expect(errorFromAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1500 }).retryAfterMs).toBe(1500);
  });

  it('takes the header’s waiting time before the one in the body, if it is a number of seconds', () => {
    const limited = { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1500 };
    expect(errorFromAnswer(429, limited, '7').retryAfterMs).toBe(7_000);
    expect(errorFromAnswer(503, undefined, '120').retryAfterMs).toBe(120_000);
    for (const other of ['-1', '1.5', 'Sun, 22 Nov 2026 04:00:00 GMT', '99999999', '', null]) {
      expect(errorFromAnswer(429, limited, other).retryAfterMs).toBe(1500);
    }
  });

  it('says whether the device may log in again', () => {
    const unknown = { errcode: 'M_UNKNOWN_TOKEN' };
    expect(errorFromAnswer(401, { ...unknown, soft_logout: true }).softLogout).toBe(true);
    for (const no of [false, 'true', 1, null]) {
      expect(errorFromAnswer(401, { ...unknown, soft_logout: no })).not.toHaveProperty('softLogout');
    }
  });

  it('keeps whom to ask, if that is a page or an address', () => {
    const disabled = { errcode: 'M_RESOURCE_LIMIT_EXCEEDED', limit_type: 'hs_disabled' };
    const contactOf = (admin_contact: unknown) => errorFromAnswer(403, { ...disabled, admin_contact }).adminContact;
    expect(contactOf('mailto:it@behoerde.example')).toBe('mailto:it@behoerde.example');
    expect(contactOf('https://behoerde.example/hilfe')).toBe('https://behoerde.example/hilfe');
    for (const hostile of ['javascript:alert(1)', 'it', 5, null]) expect(contactOf(hostile)).toBeUndefined();
    expect(errorFromAnswer(403, { errcode: 'M_FORBIDDEN', admin_contact: 'mailto:a@b.example' }).adminContact).toBe(
      undefined,
    );
  });

  it('drops a negative or non-numeric waiting time', () => {
    for (const retry_after_ms of [-1, '5', Number.NaN, null]) {
      expect(errorFromAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms }).retryAfterMs).toBeUndefined();
    }
  });

  it('passes on no text of the server, not even in place of the errcode (CVE-2026-55850)', () => {
    const error = errorFromAnswer(400, { errcode: 'syt_secret token <b>', error: 'syt_secret' });
    expect(JSON.stringify(error.toData())).not.toContain('secret');
  });
});

describe('toBmError', () => {
  it('returns a BmError unchanged', () => {
    const error = new BmError('WL_HOST', 'x');
    expect(toBmError(error)).toBe(error);
  });

  it('leaves a refusal of our own fetch as it is, under whatever name it came through matrix-js-sdk', () => {
    const refusal = Object.defineProperty(new BmError('WL_REDIRECT', 'x'), 'name', { value: 'AbortError' });
    expect(toBmError(refusal)).toBe(refusal);
  });

  it.each(['ConnectionError', 'AbortError', 'TimeoutError'])('reads a %s as OFFLINE', (name) => {
    expect(toBmError(Object.assign(new Error('x'), { name }))).toMatchObject({
      code: 'OFFLINE',
      message: 'the homeserver does not answer',
    });
  });

  it('reads an answer that is no JSON as BAD_RESPONSE', () => {
    expect(toBmError(new SyntaxError('Unexpected token <'))).toMatchObject({
      code: 'BAD_RESPONSE',
      message: 'the answer is not JSON',
    });
  });

  it('reads an error of matrix-js-sdk like the answer that it was made of', () => {
    expect(toBmError({ httpStatus: 429, data: { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 5 } })).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 5,
    });
    expect(toBmError({ httpStatus: '429' }).code).toBe('UNEXPECTED');
  });

  it.each([
    [new RangeError('geheim'), 'unexpected failure: RangeError'],
    [{ name: 1 }, 'unexpected failure: object'],
    [null, 'unexpected failure'],
    ['geheim', 'unexpected failure'],
    [undefined, 'unexpected failure'],
  ])('says no more than the kind of anything unforeseen: %o', (error, message) => {
    expect(toBmError(error)).toMatchObject({ code: 'UNEXPECTED', message });
  });

  it('hides the text of anything unforeseen', () => {
    expect(toBmError(new Error('password hunter2')).message).not.toContain('hunter2');
    expect(toBmError('password hunter2').message).not.toContain('hunter2');
  });
});
