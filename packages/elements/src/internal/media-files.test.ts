import { BmError } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { LitElement } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loggedIn, loggedOut } from '../testing/snapshots.ts';
import { isPicture, isPlayable, MediaFiles, type MediaVariant } from './media-files.ts';

class Host extends LitElement {
  store: FakeStore | undefined;
  readonly media = new MediaFiles(this);
}
customElements.define('media-files-test', Host);

const png = new Blob(['x'], { type: 'image/png' });
let host: Host;
let answer: () => Promise<Blob>;
let asked: string[] = [];
let revoked: string[] = [];
const { revokeObjectURL } = URL;

beforeEach(() => {
  asked = [];
  revoked = [];
  URL.revokeObjectURL = (url) => {
    revoked.push(url);
    revokeObjectURL(url);
  };
  host = new Host();
  document.body.append(host);
  load(() => Promise.resolve(png));
});
afterEach(() => {
  host.remove();
  URL.revokeObjectURL = revokeObjectURL;
});

function load(next: () => Promise<Blob>): void {
  answer = next;
  host.media.reset((mediaId: string, variant: MediaVariant) => {
    asked.push(`${variant} ${mediaId}`);
    return answer();
  });
}

describe('files of messages in the page', () => {
  it('are asked for once, and thumbnails apart from files', async () => {
    const { media } = host;
    const [one, again] = await Promise.all([media.picture('a', 'thumbnail'), media.picture('a', 'thumbnail')]);
    expect(one).toBe(again);
    expect(await media.picture('a', 'file')).not.toBe(one);
    expect(asked).toEqual(['thumbnail a', 'file a']);
  });

  it('are pictures only by their bytes (CVE-2024-51749)', async () => {
    load(() => Promise.resolve(new Blob(['<svg/>'], { type: 'image/svg+xml' })));
    await expect(host.media.picture('a', 'file')).rejects.toThrow(TypeError);
    load(() => Promise.resolve(new Blob(['x'])));
    await expect(host.media.picture('a', 'file')).rejects.toThrow(TypeError);
  });

  it('are let go when nobody is logged in any more', async () => {
    const store = createFakeStore({ session: loggedIn() });
    host.store = store;
    host.requestUpdate();
    await host.updateComplete;
    const url = await host.media.picture('a', 'file');
    store.show({ type: 'session' }, loggedOut());
    await expect.poll(() => revoked).toEqual([url]);
  });

  it('that come when another room is shown are played by nobody', async () => {
    const { promise, resolve } = Promise.withResolvers<Blob>();
    load(() => promise);
    const playing = host.media.play('a', 'video/mp4');
    load(() => promise);
    resolve(new Blob(['x'], { type: 'video/mp4' }));
    await playing;
    expect(host.media.stateOf('a')).toEqual({ status: 'idle' });
  });

  it('that failed are asked for again', async () => {
    load(() => Promise.reject(new TypeError('offline')));
    await expect(host.media.picture('a', 'file')).rejects.toThrow();
    await expect(host.media.picture('a', 'file')).rejects.toThrow();
    expect(asked.length).toBe(2);
  });

  it('are let go of beyond a bound, oldest first', async () => {
    const first = await host.media.picture('0', 'file');
    for (let at = 1; at <= 80; at++) await host.media.picture(String(at), 'file');
    await expect.poll(() => revoked).toEqual([first]);
  });

  it('are let go of when the element goes', async () => {
    const url = await host.media.picture('a', 'file');
    await host.media.play('b', 'audio/ogg');
    host.remove();
    await expect.poll(() => revoked).toContain(url);
    expect(revoked.length).toBe(2);
  });

  it('are played only with a type that cannot hold a script (CVE-2021-32622, CVE-2023-41318)', async () => {
    const { media } = host;
    await media.play('a', 'text/html');
    expect(media.stateOf('a')).toEqual({ status: 'unplayable' });
    await media.play('b', 'audio/ogg; codecs=opus');
    expect(media.stateOf('b').status).toBe('playing');
    media.cannotPlay('b');
    expect([media.stateOf('b').status, revoked.length]).toEqual(['unplayable', 1]);
    expect([isPlayable('video/mp4'), isPlayable('image/svg+xml'), isPlayable(undefined)]).toEqual([true, false, false]);
    expect([isPicture('image/webp'), isPicture('image/svg+xml'), isPicture(undefined)]).toEqual([true, false, true]);
  });

  it('say that they could not be loaded', async () => {
    load(() => Promise.reject(new TypeError('offline')));
    await host.media.save('a', 'a.pdf');
    expect(host.media.stateOf('a')).toEqual({ status: 'failed', code: 'UNEXPECTED' });
  });

  it('say why nobody gets a picture, until it comes', async () => {
    load(() => Promise.reject(new BmError('MEDIA_UNSCANNED', 'x')));
    await expect(host.media.picture('a', 'file')).rejects.toThrow(BmError);
    expect(host.media.stateOf('a')).toEqual({ status: 'failed', code: 'MEDIA_UNSCANNED' });
    const { media } = host;
    asked = [];
    answer = () => Promise.resolve(png);
    await media.picture('a', 'file');
    expect([asked.length, media.stateOf('a')]).toEqual([1, { status: 'idle' }]);
  });

  it('say nothing of a picture that did not come for want of a network', async () => {
    load(() => Promise.reject(new BmError('OFFLINE', 'x')));
    await expect(host.media.picture('a', 'file')).rejects.toThrow(BmError);
    expect(host.media.stateOf('a')).toEqual({ status: 'idle' });
  });
});
