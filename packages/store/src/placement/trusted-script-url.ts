/** The worker's URL for pages with Trusted Types: our own policy `bm-sdk`, which lets nothing pass but this origin. */

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

let policy: ScriptUrlPolicy | undefined;

/** Typed as a string because the constructors of the workers take one; it is a `TrustedScriptURL` where those exist. */
export function trustedScriptUrl(url: URL): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url.href;
  policy ??= trustedTypes.createPolicy('bm-sdk', {
    createScriptURL(candidate) {
      if (new URL(candidate).origin !== location.origin) throw new TypeError('the worker is of another origin');
      return candidate;
    },
  });
  return policy.createScriptURL(url.href) as string;
}
