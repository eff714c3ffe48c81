/*! For development on localhost. Never deploy: it accepts http homeservers on localhost. */
void Promise.all([import('./start.ts'), import('./allow-insecure-localhost.ts')]).then(([{ start }]) => start());

export {};
