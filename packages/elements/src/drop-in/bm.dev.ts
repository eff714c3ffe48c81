/*! For development on localhost. Never deploy: it accepts http homeservers on localhost. */
const early = import('./early.ts').then(({ allowInsecureLocalhostInAttributes, begin }) => {
  allowInsecureLocalhostInAttributes();
  begin();
});
void Promise.all([import('./start.ts'), early]).then(([{ start }]) => start());

export {};
