/**
 * How valibot is used in the whitelist: a schema only says whether a value has a shape. What counts afterwards are the
 * own members of the value, which valibot alone does not promise: it reads inherited members and gives copies with them.
 */
import type { ObjectEntries } from 'valibot';

/** The entries of a schema without what a page may have given all objects: valibot walks those too. */
export const ownEntries = <T extends ObjectEntries>(entries: T): T => Object.setPrototypeOf(entries, null) as T;
