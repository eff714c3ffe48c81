/** From attributes to the options of a store. Pure, but for the switch that only the development drop-in turns on. */
import { allowInsecureLocalhost } from '@bundesmessenger/store/early-host';
import type { StoreOptions } from '@bundesmessenger/store';

export interface SessionAttributes {
  readonly homeserver?: string | null | undefined;
  readonly baseUrl?: string | null | undefined;
  readonly issuer?: string | null | undefined;
  readonly workerUrl?: string | null | undefined;
  readonly encryptionUrl?: string | null | undefined;
  readonly wasmUrl?: string | null | undefined;
  readonly placement?: StoreOptions['placement'] | null;
  readonly sessionName?: string | null | undefined;
  readonly contentScanner?: StoreOptions['contentScanner'] | null;
}

let insecureLocalhost = false;

/** For `bm.dev.js` alone: lets attributes name http on localhost. */
export function allowInsecureLocalhostInAttributes(): void {
  insecureLocalhost = true;
}

/** The whitelist of a drop-in is the one server that its attributes name, and its issuer. @returns `undefined` while one is missing */
export function optionsFromAttributes(attributes: SessionAttributes): StoreOptions | undefined {
  const { homeserver, baseUrl, issuer, workerUrl, encryptionUrl, wasmUrl, placement, sessionName, contentScanner } =
    attributes;
  if (!homeserver || !baseUrl) return undefined;
  return {
    homeserver,
    whitelist: { servers: [{ serverName: homeserver, baseUrl }], ...(issuer && { issuers: [issuer] }) },
    ...(workerUrl && { workerUrl: new URL(workerUrl, document.baseURI) }),
    ...(encryptionUrl && { encryptionUrl: new URL(encryptionUrl, document.baseURI) }),
    ...(wasmUrl && { wasmUrl: new URL(wasmUrl, document.baseURI) }),
    ...(placement && { placement }),
    ...(sessionName && { name: sessionName }),
    ...(contentScanner && { contentScanner }),
    ...(insecureLocalhost && { [allowInsecureLocalhost]: true as const }),
  };
}

/** As the attributes of an element stand that is not registered yet. @returns `undefined` also where one is no URL: the session says so */
export function optionsOfElement(element: Element): StoreOptions | undefined {
  const attribute = (name: string): string | null => element.getAttribute(name);
  try {
    return optionsFromAttributes({
      homeserver: attribute('homeserver'),
      baseUrl: attribute('base-url'),
      issuer: attribute('issuer'),
      workerUrl: attribute('worker-url'),
      encryptionUrl: attribute('encryption-url'),
      wasmUrl: attribute('wasm-url'),
      placement: attribute('placement') as SessionAttributes['placement'],
      sessionName: attribute('session-name'),
      contentScanner: attribute('content-scanner') as SessionAttributes['contentScanner'],
    });
  } catch {
    return undefined;
  }
}

/** Whether both lead to the same homeserver, the same way. */
export function sameHomeserver(left: StoreOptions, right: StoreOptions): boolean {
  return left.homeserver === right.homeserver && JSON.stringify(left.whitelist) === JSON.stringify(right.whitelist);
}
