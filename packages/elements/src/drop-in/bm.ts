/** The drop-in: a name that stays, for the files that a page needs at once. */
void import('./early.ts').then(({ begin }) => begin());
void import('./start.ts').then(({ start }) => start());

export {};
