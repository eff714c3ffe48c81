/*! For development on localhost. Never deploy: it accepts http homeservers on localhost. */
const allowed = import('./allow-insecure-localhost.ts');
void Promise.all([import('../components/session/early-stores.ts'), allowed]).then(([{ openEarly }]) => openEarly());
void Promise.all([import('./start.ts'), allowed]).then(([{ start }]) => start());

export {};
