import { describe, expect, it } from 'vitest';
import { featureOfPath, gatedFeatures, requireFeature } from './features.ts';

describe('a feature that tells a third party what users do', () => {
  it.each(gatedFeatures)('%s is off unless it is switched on (GHSA-qmf4-7w7j-vf23, CVE-2024-42347)', (feature) => {
    const others = new Set(gatedFeatures.filter((other) => other !== feature));
    expect(() => requireFeature(feature, others)).toThrow(
      expect.objectContaining({ code: 'WL_FEATURE_OFF', message: expect.stringContaining(feature) }),
    );
    expect(() => requireFeature(feature, new Set([feature]))).not.toThrow();
  });

  it.each([
    ['/_matrix/client/v3/pushers/set', 'pushers'],
    ['/gw/_matrix/client/r0/pushers/set', 'pushers'],
    ['/_matrix/media/v3/preview_url', 'urlPreviews'],
    ['/_matrix/client/v1/media/preview_url', 'urlPreviews'],
    ['/_matrix/client/v3/user/%40anna%3Aa.example/openid/request_token', 'integrationManager'],
    ['/_matrix/client/v3/pushers', undefined],
    ['/_matrix/client/v3/pushers/set/x', undefined],
    ['/_matrix/client/v3/rooms/pushers/set', undefined],
    ['/_matrix/media/v3/preview_url/x', undefined],
    ['/_matrix/client/v1/media/x/preview_url', undefined],
    ['/_matrix/client/v3/user/a/b/openid/request_token', undefined],
    ['/_matrix/client/v3/user/a/openid/request_token/x', undefined],
    ['/_matrix/client/versions', undefined],
  ])('at %s is %s', (path, feature) => {
    expect(featureOfPath(path)).toBe(feature);
  });
});
