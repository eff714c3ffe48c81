/** What an approval keeps from one start to the next, as plain data. Storage is not trusted: the shape is read strictly. */
import * as v from 'valibot';
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

const moment = v.pipe(
  v.number(),
  v.check((value) => Number.isFinite(value)),
);
/** What has another shape is as if it had never been kept. */
const orNothing = <T>(schema: v.GenericSchema<T | undefined>) => v.exactOptional(v.fallback(schema, undefined));
const recordShape = v.object({
  token: orNothing(v.object({ token: v.string(), checkedAtMs: moment })),
  list: orNothing(v.string()),
  newestList: orNothing(v.object({ serial: moment, issuedAtS: moment, sha256: v.exactOptional(v.string()) })),
});

/** The usable parts of what storage gives. */
export function readApprovalRecord(stored: unknown): ApprovalRecord {
  const { success, output } = v.safeParse(recordShape, stored);
  return success ? output : {};
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
