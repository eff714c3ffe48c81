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
    [502, { errcode: 'M_UNKNOWN' }, 'SERVER_ERROR'],
    [429, undefined, 'RATE_LIMITED'],
    [404, undefined, 'BAD_RESPONSE'],
    [404, null, 'BAD_RESPONSE'],
    [400, { errcode: 'M_BAD_JSON' }, 'UNEXPECTED'],
  ] as const)('reads %i %o as %s', (status, body, code) => {
    expect(errorFromAnswer(status, body).code).toBe(code);
  });

  it('keeps the time the server asks to wait', () => {
    expect(errorFromAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1500 }).retryAfterMs).toBe(1500);
  });

  it('drops a negative or non-numeric waiting time', () => {
    for (const retry_after_ms of [-1, '5', Number.NaN, null]) {
      expect(errorFromAnswer(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms }).retryAfterMs).toBeUndefined();
    }
  });

  it('passes on no text of the server, not even in place of the errcode', () => {
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
    expect(toBmError(Object.assign(new Error('x'), { name })).code).toBe('OFFLINE');
  });

  it('reads an answer that is no JSON as BAD_RESPONSE', () => {
    expect(toBmError(new SyntaxError('Unexpected token <')).code).toBe('BAD_RESPONSE');
  });

  it('hides the text of anything unforeseen', () => {
    expect(toBmError(new Error('password hunter2')).message).not.toContain('hunter2');
    expect(toBmError('password hunter2').message).not.toContain('hunter2');
  });
});
