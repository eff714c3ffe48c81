/**
 * R13, second half: features that tell a third party what users do. Off unless the integrator's own code switches them
 * on; account data, room state and `.well-known` have no say, so none of them is a parameter here. Pure.
 */
import { refuse } from '../network/web-url.ts';

export const gatedFeatures = ['pushers', 'urlPreviews', 'widgets', 'identityServer', 'integrationManager'] as const;
export type GatedFeature = (typeof gatedFeatures)[number];

/** Throws `WL_FEATURE_OFF` unless the integrator switched the feature on. */
export function requireFeature(feature: GatedFeature, switchedOn: ReadonlySet<GatedFeature>): void {
  if (!switchedOn.has(feature)) refuse('WL_FEATURE_OFF', `${feature} is switched off`);
}

/** What of the client-server API serves such a feature. The other features need hosts that are not listed anyway. */
const gatedPaths: readonly (readonly [RegExp, GatedFeature])[] = [
  [/\/_matrix\/client\/[^/]+\/pushers\/set$/, 'pushers'],
  [/\/_matrix\/(?:media\/[^/]+|client\/[^/]+\/media)\/preview_url$/, 'urlPreviews'],
  // The token that identifies a user to widgets, identity servers and integration managers.
  [/\/_matrix\/client\/[^/]+\/user\/[^/]+\/openid\/request_token$/, 'integrationManager'],
];

/** The feature that a request to this path would serve, for the guarded fetch. */
export function featureOfPath(path: string): GatedFeature | undefined {
  return gatedPaths.find(([pattern]) => pattern.test(path))?.[1];
}
