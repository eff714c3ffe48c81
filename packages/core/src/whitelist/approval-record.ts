/** What an approval keeps from one start to the next, as plain data. Storage is not trusted: the shape is read strictly. */
import { isObject, member } from './strict-json.ts';
import type { NewestList } from './signed-list.ts';

export interface ApprovalRecord {
  /** The last server token that counted, and when the homeserver gave it. */
  readonly token?: { readonly token: string; readonly checkedAtMs: number } | undefined;
  /** The last signed list that was accepted. */
  readonly list?: string | undefined;
  readonly newestList?: NewestList | undefined;
}

/** Where the record lies. What comes back is verified again in full (R18), so it needs no protection. */
export interface ApprovalCache {
  load(): Promise<unknown>;
  save(record: ApprovalRecord): Promise<void>;
}

/** The record while the approval runs: loaded once, written through. */
export interface ApprovalMemory {
  read(): Promise<ApprovalRecord>;
  change(changes: ApprovalRecord): Promise<void>;
}

const isMoment = (value: unknown): value is number => Number.isFinite(value);

/** The usable parts of what storage gives. Everything else is as if it had never been kept. */
export function readApprovalRecord(stored: unknown): ApprovalRecord {
  const [token, checkedAtMs] = ['token', 'checkedAtMs'].map((name) => member(member(stored, 'token'), name));
  const list = member(stored, 'list');
  const newest = member(stored, 'newestList');
  const [serial, issuedAtS, sha256] = ['serial', 'issuedAtS', 'sha256'].map((name) => member(newest, name));
  return {
    ...(typeof token === 'string' && isMoment(checkedAtMs) && { token: { token, checkedAtMs } }),
    ...(typeof list === 'string' && { list }),
    ...(isObject(newest) &&
      isMoment(serial) &&
      isMoment(issuedAtS) && {
        newestList: { serial, issuedAtS, ...(typeof sha256 === 'string' && { sha256 }) },
      }),
  };
}

/** A cache that fails is no cache: the next start asks anew, nothing else is lost. */
export function createApprovalMemory(cache: ApprovalCache | undefined): ApprovalMemory {
  let record: ApprovalRecord | undefined;
  const read = async (): Promise<ApprovalRecord> =>
    (record ??= readApprovalRecord(await cache?.load().catch(() => undefined)));
  return {
    read,
    async change(changes) {
      record = { ...(await read()), ...changes };
      await cache?.save(record).catch(() => undefined);
    },
  };
}
