import { describe, expect, it } from 'vitest';
import { BmError, generalCodes, toErrorData, whitelistCodes, type ErrorData } from './errors.ts';

const full: ErrorData = {
  code: 'RATE_LIMITED',
  message: 'too fast',
  errcode: 'M_LIMIT_EXCEEDED',
  retryAfterMs: 500,
  adminContact: 'mailto:it@behoerde.example',
  field: 'whitelist.servers[0].baseUrl',
  softLogout: true,
  notFound: true,
};

describe('a BmError', () => {
  it('is an Error with code and message', () => {
    const error = new BmError('OFFLINE', 'no answer');
    expect([error instanceof Error, error.name, error.code, error.message]).toEqual([
      true,
      'BmError',
      'OFFLINE',
      'no answer',
    ]);
  });

  it('becomes data and itself again', () => {
    expect(BmError.fromData(full).toData()).toEqual(full);
  });

  it('has no members it was not given', () => {
    expect(new BmError('OFFLINE', 'no answer').toData()).toEqual({ code: 'OFFLINE', message: 'no answer' });
  });

  it('keeps a waiting time of 0', () => {
    expect(new BmError('RATE_LIMITED', 'x', { retryAfterMs: 0 }).toData().retryAfterMs).toBe(0);
  });

  it('gives data that crosses a port', () => {
    const data = BmError.fromData(full).toData();
    expect(structuredClone(data)).toEqual(data);
  });

  it('leaves stack and cause behind', () => {
    const error = new BmError('OFFLINE', 'no answer');
    error.cause = new Error('syt_secret');
    expect(Object.keys(error.toData())).toEqual(['code', 'message']);
  });
});

describe('toErrorData', () => {
  it('keeps what a BmError says', () => {
    expect(toErrorData(BmError.fromData(full))).toEqual(full);
  });

  it.each([
    ['an Error', new Error('syt_secret')],
    ['a TypeError', new TypeError('syt_secret')],
    ['an Error with a cause', new Error('x', { cause: 'syt_secret' })],
    ['a string', 'syt_secret'],
    ['an object that looks like a BmError', { name: 'BmError', code: 'OFFLINE', message: 'syt_secret' }],
    ['nothing', undefined],
    ['null', null],
  ])('takes %s for unforeseen and keeps none of its text', (_, error) => {
    expect(toErrorData(error)).toEqual({ code: 'UNEXPECTED', message: 'unexpected failure' });
  });
});

describe('the codes', () => {
  it('are each listed once', () => {
    const all = [...whitelistCodes, ...generalCodes];
    expect(new Set(all).size).toBe(all.length);
  });

  it('are upper-case words', () => {
    expect([...whitelistCodes, ...generalCodes].filter((code) => !/^[A-Z]+(_[A-Z]+)*$/.test(code))).toEqual([]);
  });

  it('of the whitelist, and only they, begin with WL_', () => {
    expect([
      whitelistCodes.every((code) => code.startsWith('WL_')),
      generalCodes.some((code) => code.startsWith('WL_')),
    ]).toEqual([true, false]);
  });
});
