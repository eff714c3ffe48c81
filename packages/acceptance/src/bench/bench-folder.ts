/** Where the benchmark keeps what it makes once. Git ignores it; deleting it starts over. */
import { resolve } from 'node:path';

export const benchFolder = resolve(import.meta.dirname, '../../../../.homeserver/bench');
