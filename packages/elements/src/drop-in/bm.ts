/** The drop-in's beginning: two parts side by side, so that the host starts while the elements are on their way. */
void import('../components/session/early-stores.ts').then(({ openEarly }) => openEarly());
void import('./start.ts').then(({ start }) => start());

export {};
