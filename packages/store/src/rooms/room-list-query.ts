/** A query of the room list with everything said: defaults filled in, bounds kept, shape checked. Pure. */
import { BmError } from '@bundesmessenger/core/errors';
import type { RoomFilter, RoomListQuery, RoomSort } from './rooms.ts';

export type CompleteQuery = Required<Omit<RoomListQuery, 'space'>> & Pick<RoomListQuery, 'space'>;

const filterNames: Readonly<Record<RoomFilter, true>> = {
  unread: true,
  highlighted: true,
  favourite: true,
  lowPriority: true,
  muted: true,
  people: true,
  rooms: true,
  spaces: true,
  invites: true,
  knocks: true,
  encrypted: true,
  federated: true,
};
const sortNames: Readonly<Record<RoomSort, true>> = { recent: true, name: true, unread: true };

/** Two screens of rows. */
const defaultLimit = 30;
/** Largest window: more rows take more than a millisecond to cross a port. */
const maxWindow = 300;
/** Nobody types more. */
const maxSearchLength = 200;

/** @throws {BmError} COMMAND_INVALID for what is no query */
export function completeQuery({
  filters = [],
  without = [],
  space,
  search = '',
  sort = 'recent',
  offset = 0,
  limit = defaultLimit,
}: RoomListQuery = {}): CompleteQuery {
  const valid =
    isFilters(filters) &&
    isFilters(without) &&
    ['undefined', 'string'].includes(typeof space) &&
    typeof search === 'string' &&
    Object.hasOwn(sortNames, sort);
  if (!valid) throw new BmError('COMMAND_INVALID', 'no query of the room list');
  return {
    filters,
    without,
    ...(space !== undefined && { space }),
    search: search.slice(0, maxSearchLength),
    sort,
    ...windowOf(offset, limit),
  };
}

/** @throws {BmError} COMMAND_INVALID */
export function windowOf(offset: number, limit: number): { readonly offset: number; readonly limit: number } {
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(limit) || limit < 0) {
    throw new BmError('COMMAND_INVALID', 'offset and limit are counts');
  }
  return { offset, limit: Math.min(limit, maxWindow) };
}

function isFilters(filters: readonly RoomFilter[]): boolean {
  return Array.isArray(filters) && filters.every((filter) => Object.hasOwn(filterNames, filter));
}
