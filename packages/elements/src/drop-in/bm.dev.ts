/*! For development on localhost. Never deploy: it accepts http homeservers on localhost. */
import { allowInsecureLocalhostInAttributes, begin } from './early.ts';

allowInsecureLocalhostInAttributes();
begin();
void import('./start.ts').then(({ start }) => start());
