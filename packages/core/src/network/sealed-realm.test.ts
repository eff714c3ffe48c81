import { describe, expect, it, vi } from 'vitest';
import { sealRealm } from './sealed-realm.ts';

/** A worker's global: some ways out are its own, some come from its prototype. */
function createScope() {
  const navigator = Object.create({ sendBeacon: () => true }) as Record<string, unknown>;
  const inherited = { fetch: () => 'platform', importScripts: () => undefined, XMLHttpRequest: class {} };
  return Object.assign(Object.create(inherited) as Record<string, unknown>, {
    navigator,
    WebSocket: class {},
    EventSource: class {},
    WebTransport: class {},
    Worker: class {},
    indexedDB: {},
  });
}

describe('a sealed realm', () => {
  it('sends what calls the global fetch through the guarded one, without a purpose of its choice', async () => {
    const scope = createScope();
    const guarded = vi.fn(async () => new Response('x'));
    sealRealm(scope, guarded);
    const fetch = scope.fetch as (...given: unknown[]) => Promise<Response>;
    expect(await (await fetch('https://a.example', { method: 'PUT' }, 'wasm')).text()).toBe('x');
    expect(guarded.mock.calls).toEqual([['https://a.example', { method: 'PUT' }]]);
  });

  it.each([
    'XMLHttpRequest',
    'WebSocket',
    'WebSocketStream',
    'EventSource',
    'WebTransport',
    'RTCPeerConnection',
    'webkitRTCPeerConnection',
    'FontFace',
    'Worker',
    'SharedWorker',
    'importScripts',
    'fetchLater',
  ])('has no %s (CVE-2023-29529)', (name) => {
    const scope = createScope();
    sealRealm(scope, vi.fn());
    expect(scope[name]).toBeUndefined();
    expect(Object.keys(scope)).toEqual(Object.keys(scope).filter((key) => key !== name || scope[key] !== undefined));
  });

  it('has no beacon, and keeps everything else', () => {
    const scope = createScope();
    sealRealm(scope, vi.fn());
    expect(scope.navigator.sendBeacon).toBeUndefined();
    expect(scope.indexedDB).toEqual({});
  });

  it('stays sealed', () => {
    const scope = createScope();
    sealRealm(scope, vi.fn());
    const sealed = scope.fetch;
    expect(() => Object.defineProperty(scope, 'XMLHttpRequest', { value: class {} })).toThrow(TypeError);
    expect(() => (scope.fetch = () => undefined)).toThrow(TypeError);
    expect(() => delete (scope as { fetch?: unknown }).fetch).toThrow(TypeError);
    expect(() => (scope.navigator.sendBeacon = () => true)).toThrow(TypeError);
    sealRealm(scope, vi.fn());
    expect(scope.fetch).toBe(sealed);
  });

  it('needs no navigator', () => {
    for (const navigator of [undefined, null]) {
      const scope: Record<string, unknown> = { navigator };
      sealRealm(scope, vi.fn());
      expect(scope.WebSocket).toBeUndefined();
    }
  });

  it('is not started where somebody else has fixed a way out', () => {
    const scope = Object.defineProperty({}, 'WebSocket', { value: class {}, configurable: false, writable: false });
    expect(() => sealRealm(scope, vi.fn())).toThrow(TypeError);
  });
});
