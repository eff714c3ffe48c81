/** The drop-in: a name that stays, for the files that a page needs at once. */
void import('./start.ts').then(({ start }) => start());

export {};
