/*! For development on localhost. Never deploy: it accepts http homeservers on localhost. */
import './allow-insecure-localhost.ts';
import './start.ts';
