/** The homeserver of the portal. Fixed when the portal is built, so that nothing in a page can choose another one. */

/** Matrix server name. */
export const homeserver = import.meta.env.VITE_HOMESERVER ?? 'localhost';

/** Base URL of its client-server API. */
export const baseUrl = import.meta.env.VITE_HOMESERVER_BASE_URL ?? 'http://localhost:8008';
