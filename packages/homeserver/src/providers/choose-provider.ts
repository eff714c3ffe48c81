/** Decides which way a Synapse comes from: the one BM_SYNAPSE forces, else the first that works. */
import { debian } from './debian.ts';
import { docker } from './docker.ts';
import { installed } from './installed.ts';
import type { Installation, Log, Provider } from './provider.ts';
import { pypi } from './pypi.ts';

const providers: readonly Provider[] = [installed, pypi, docker, debian];

export type ProviderRequest =
  | { readonly kind: 'first' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'running'; readonly baseUrl: string };

/** @param value of the environment variable BM_SYNAPSE */
export function parseProviderRequest(value: string | undefined, known = providers): ProviderRequest {
  if (!value) return { kind: 'first' };
  if (known.some((provider) => provider.name === value)) return { kind: 'named', name: value };
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return { kind: 'running', baseUrl: value.replace(/\/+$/, '') };
  const names = known.map((provider) => provider.name).join(', ');
  throw new Error(`BM_SYNAPSE=${value} is neither one of ${names} nor the URL of a running Synapse.`);
}

/** @throws Error with one line for each way that was tried. */
export async function installSynapse(
  request: Exclude<ProviderRequest, { kind: 'running' }>,
  log: Log,
  known = providers,
): Promise<Installation> {
  const tried = request.kind === 'named' ? known.filter((provider) => provider.name === request.name) : known;
  const reasons: string[] = [];
  for (const provider of tried) {
    const missing = await provider.missing();
    if (missing === undefined) {
      try {
        return await provider.prepare(log);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (tried.length > 1) log(reason);
        reasons.push(`${provider.name}: ${reason}`);
      }
    } else {
      reasons.push(`${provider.name}: ${missing}`);
    }
  }
  throw new Error(`No Synapse could be had.\n${reasons.map((reason) => `- ${reason}`).join('\n')}`);
}
