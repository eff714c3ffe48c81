/** Links that a server names and a person may follow by hand. The SDK itself never contacts them. */

const maxLinkCharacters = 2048;
/** A plain address (RFC 5321 allows more): nothing that a mail program could read as a header, list or second address. */
const plainAddress = /^[A-Za-z0-9.!#$*/=^_{|}~+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;
const maxAddressCharacters = 254;

/** A https link, or nothing. BundesMessenger's chart prefixes `https://` blindly, so a doubled scheme is mended. */
export function shownLink(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxLinkCharacters) return undefined;
  const text = value.trim().replace(/^(?:https:\/\/)+(?=https:\/\/)/, '');
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.protocol === 'https:' && url.username === '' && url.password === '';
  return isPlain ? url.href : undefined;
}

/** An e-mail address, or nothing. */
export function shownAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxAddressCharacters) return undefined;
  const text = value.trim();
  return plainAddress.test(text) ? text : undefined;
}

/** A URI that gives a way to contact somebody, such as Synapse's `admin_contact`: https, or `mailto:` and nothing but an address. */
export function shownContact(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = /^mailto:(.+)$/i.exec(value.trim())?.[1];
  if (address === undefined) return shownLink(value);
  return shownAddress(address) === undefined ? undefined : `mailto:${shownAddress(address)}`;
}
