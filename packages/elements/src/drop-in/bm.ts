/** The drop-in: a name that stays, for the files that a page needs at once. It begins before they are here. */
import { begin } from './early.ts';

begin();
void import('./start.ts').then(({ start }) => start());
