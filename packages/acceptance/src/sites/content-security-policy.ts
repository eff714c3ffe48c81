/** The policies of the examples: the strictest under which a chat can run. */

export interface PolicyOptions {
  /** Origins the client may talk to: the homeserver, and the bare server name for discovery. */
  readonly homeserverOrigins: readonly string[];
  /** Trusted Types policies: Lit's own or the drop-in's renamed one, and the SDK's. */
  readonly trustedTypes: readonly string[];
  /** Where the host runs in the page itself, the page needs what the worker file needs elsewhere. */
  readonly hostInPage?: boolean;
}

/** For the page. Nothing inline, no eval, no data:, no foreign origin. */
export function pagePolicy({ homeserverOrigins, trustedTypes, hostInPage = false }: PolicyOptions): string {
  return [
    "default-src 'none'",
    hostInPage ? "script-src 'self' 'wasm-unsafe-eval'" : "script-src 'self'",
    "style-src 'self'",
    hostInPage ? `connect-src 'self' ${homeserverOrigins.join(' ')}` : "connect-src 'none'",
    "worker-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes.join(' ')}`,
  ].join('; ');
}

/** For the worker file, which has a policy of its own: a page's policy does not bind a worker loaded from the network. */
export function workerPolicy({ homeserverOrigins }: Pick<PolicyOptions, 'homeserverOrigins'>): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${homeserverOrigins.join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
