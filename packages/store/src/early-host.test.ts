import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startHostEarly } from './early-host.ts';
import { takePageLock } from './placement/page-lock.ts';
import { createSharedWorkerLink } from './placement/shared-worker.ts';
import type { StoreOptions } from './placement/options.ts';

const options: StoreOptions = {
  homeserver: 'behoerde.example',
  whitelist: { servers: [{ serverName: 'behoerde.example', baseUrl: 'https://matrix.behoerde.example' }] },
  workerUrl: 'https://behoerde.example/worker.js',
};

class FakeWorker extends EventTarget {
  static started: FakeWorker[] = [];
  readonly port = {};
  readonly url: string;
  readonly name: string;
  constructor(url: string, { name }: { name: string }) {
    super();
    this.url = url;
    this.name = name;
    FakeWorker.started.push(this);
  }
}
const started = (): FakeWorker[] => FakeWorker.started;
const open = ({ url, name }: FakeWorker, onFailure: () => void = () => undefined): unknown =>
  createSharedWorkerLink(url, name).open(onFailure);

beforeEach(() => {
  FakeWorker.started = [];
  vi.stubGlobal('SharedWorker', FakeWorker);
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('document', { baseURI: 'https://behoerde.example/' });
});
afterEach(() => {
  // What is left goes to nobody else.
  for (const worker of started()) worker.dispatchEvent(new Event('error'));
  vi.unstubAllGlobals();
});

describe('a host that is started early', () => {
  it('goes to the first link to it; the next one has a port of its own', () => {
    startHostEarly(options);
    startHostEarly(options);
    expect(started()).toHaveLength(1);
    const [early] = started();
    expect(open(early!)).toBe(early!.port);
    expect(started()).toHaveLength(1);
    expect(open(early!)).toBe(started()[1]!.port);
  });

  it('is not taken for another session or another file', () => {
    startHostEarly(options);
    startHostEarly({ ...options, name: 'zweite' });
    startHostEarly({ ...options, workerUrl: 'https://behoerde.example/v2/worker.js' });
    expect(new Set(started().map(({ url, name }) => `${name} ${url}`)).size).toBe(3);
  });

  it('is started again by the link where it failed before: only so it hears of the failure', () => {
    startHostEarly(options);
    const [early] = started();
    early!.dispatchEvent(new Event('error'));
    const onFailure = vi.fn();
    expect(open(early!, onFailure)).toBe(started()[1]!.port);
    started()[1]!.dispatchEvent(new Event('error'));
    expect(onFailure).toHaveBeenCalledTimes(1);
  });

  it('is left to the store where there is no SharedWorker to start, or the options are wrong', () => {
    startHostEarly({ ...options, placement: 'page' });
    startHostEarly({ ...options, workerUrl: 'https://' });
    vi.stubGlobal('isSecureContext', false);
    startHostEarly(options);
    expect(started()).toHaveLength(0);
  });

  it('is greeted as soon as there is a store: the lock of the page is asked for meanwhile, once', async () => {
    takePageLock(); // of the tests before
    startHostEarly(options);
    startHostEarly({ ...options, name: 'zweite' });
    const { name, held } = takePageLock();
    const release = await held;
    const { held: locks = [] } = await navigator.locks.query();
    expect(locks.filter((lock) => lock.name === name)).toHaveLength(1);
    release();
  });
});
