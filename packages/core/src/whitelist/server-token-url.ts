/** R21: where a homeserver serves its tokens. */

const tokenPath = '_bum/client/v1/verify';

/** The URL that serves the tokens of a homeserver. */
export const serverTokenUrl = (baseUrl: string): string =>
  `${baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`}${tokenPath}`;
