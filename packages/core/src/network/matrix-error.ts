/** Turns what a homeserver or matrix-js-sdk reports as a failure into the SDK's own codes. Drops all server text. */
import { BmError, type ErrorCode } from '../errors.ts';
import { shownContact } from './shown-link.ts';

const codeByErrcode = new Map<string, ErrorCode>([
  ['M_UNKNOWN_TOKEN', 'TOKEN_UNKNOWN'],
  ['M_MISSING_TOKEN', 'TOKEN_UNKNOWN'],
  ['M_FORBIDDEN', 'FORBIDDEN'],
  ['M_LIMIT_EXCEEDED', 'RATE_LIMITED'],
  ['M_USER_DEACTIVATED', 'LOGIN_ACCOUNT_DISABLED'],
  ['M_USER_LOCKED', 'LOGIN_ACCOUNT_DISABLED'],
  ['M_USER_SUSPENDED', 'LOGIN_ACCOUNT_DISABLED'],
  ['ORG_MATRIX_EXPIRED_ACCOUNT', 'LOGIN_ACCOUNT_DISABLED'],
  ['M_TOO_LARGE', 'MESSAGE_INVALID'],
]);

/** The only form of the header that Matrix servers send; the other one is a date. */
const secondsShape = /^\d{1,6}$/;

/** Matrix error codes are short upper-case words; anything else in their place is not passed on. */
const errcodeShape = /^[A-Z][A-Z0-9_.]{0,63}$/;

/**
 * @param body the parsed JSON of the answer, or `undefined` where it was none
 * @param retryAfter the header `Retry-After`, which counts before the body (client-server API, "Rate limiting")
 */
export function errorFromAnswer(status: number, body: unknown, retryAfter: string | null = null): BmError {
  const answer = isObject(body) ? body : {};
  const { errcode, retry_after_ms, soft_logout } = answer;
  const retryAfterMs =
    retryAfter !== null && secondsShape.test(retryAfter) ? Number(retryAfter) * 1_000 : retry_after_ms;
  const known = typeof errcode === 'string' && errcodeShape.test(errcode) ? errcode : undefined;
  const details = {
    ...(known !== undefined && { errcode: known }),
    ...(typeof retryAfterMs === 'number' && retryAfterMs >= 0 && { retryAfterMs }),
    ...(soft_logout === true && { softLogout: true as const }),
  };
  const code = codeByAnswer(known, answer) ?? codeByErrcode.get(known ?? '') ?? codeByStatus(status, known);
  const adminContact = operatorCodes.includes(code) ? shownContact(answer.admin_contact) : undefined;
  return new BmError(code, `the homeserver answered ${status}${known ? ` ${known}` : ''}`, {
    ...details,
    ...(code === 'BAD_RESPONSE' && status === 404 && { notFound: true as const }),
    ...(adminContact !== undefined && { adminContact }),
  });
}

/** Where the operator may name somebody to ask. */
const operatorCodes: readonly ErrorCode[] = ['HOMESERVER_DISABLED', 'RESOURCE_LIMIT'];

/** What more than the errcode tells. */
function codeByAnswer(errcode: string | undefined, answer: Record<string, unknown>): ErrorCode | undefined {
  if (errcode === 'M_RESOURCE_LIMIT_EXCEEDED') {
    return answer.limit_type === 'hs_disabled' ? 'HOMESERVER_DISABLED' : 'RESOURCE_LIMIT';
  }
  // Synapse's words, the only sign that it was not the user who lacked a right. They are recognised, not passed on.
  const { error } = answer;
  const refused = errcode === 'M_FORBIDDEN' && typeof error === 'string' && error.startsWith('Federation denied with ');
  return refused ? 'FEDERATION_REFUSED' : undefined;
}

function codeByStatus(status: number, errcode: string | undefined): ErrorCode {
  // The homeserver itself speaks, in JSON: what is behind the gateway is another homeserver.
  if ((status === 502 || status === 504) && errcode !== undefined) return 'REMOTE_UNREACHABLE';
  if (status >= 500) return 'SERVER_ERROR';
  if (status === 429) return 'RATE_LIMITED';
  if (errcode === undefined) return 'BAD_RESPONSE';
  return 'UNEXPECTED';
}

/** Anything that matrix-js-sdk throws. Recognised by shape: its classes differ between its entry points. */
export function toBmError(error: unknown): BmError {
  if (error instanceof BmError) return error;
  if (!isObject(error)) return new BmError('UNEXPECTED', 'unexpected failure');
  if (typeof error.httpStatus === 'number') return errorFromAnswer(error.httpStatus, error.data);
  if (error.name === 'ConnectionError' || error.name === 'AbortError' || error.name === 'TimeoutError') {
    return new BmError('OFFLINE', 'the homeserver does not answer');
  }
  if (error instanceof SyntaxError) return new BmError('BAD_RESPONSE', 'the answer is not JSON');
  return new BmError('UNEXPECTED', `unexpected failure: ${typeof error.name === 'string' ? error.name : 'object'}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
