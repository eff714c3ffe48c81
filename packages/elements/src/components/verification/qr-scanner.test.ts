/** Scanning by a camera that is a canvas: everything behind `getUserMedia` is real. */
import { BmError, type VerificationState } from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { encode } from 'uqr';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { accessibilityFindings, find, findAll, focused, show } from '../../testing/page.ts';
import { loggedIn, me } from '../../testing/snapshots.ts';
import { de } from '../../translations/de.ts';
import { createQrReader } from './qr-reader.ts';
import { BmVerification } from './verification.ts';
import './verification.define.ts';

/** Who needs the decoder first waits until it is loaded. */
const peer = { own: true, userId: me.userId, deviceId: 'HANDY', deviceName: 'Diensthandy' };
const choosing = (): VerificationState => ({
  status: 'choosing',
  peer,
  endsAt: Date.now() + 9 * 60_000,
  methods: ['sas', 'scanQr'],
});

/** As a verification has them: `MATRIX`, a version, a mode, and bytes that are no text (client-server API, "QR code format"). */
const code = Uint8Array.from([
  ...new TextEncoder().encode('MATRIX'),
  2,
  1,
  0,
  5,
  ...Array.from({ length: 110 }, (_, at) => (at * 151 + 128) % 256),
]);
const otherCode = new TextEncoder().encode('https://werbung.example/');

function draw(canvas: HTMLCanvasElement, bytes: Uint8Array): void {
  const { data, size } = encode([...bytes], { ecc: 'L', border: 4 });
  const context = canvas.getContext('2d')!;
  const side = Math.floor(canvas.height / size);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  data.forEach((row, y) => row.forEach((dark, x) => dark && context.fillRect(x * side, y * side, side, side)));
}

interface FakeCamera {
  /** What is held in front of it from now on. */
  see(bytes: Uint8Array): void;
  /** As when its plug is pulled. Firefox hands on no `ended` that a page makes, so the listeners are called. */
  goAway(): void;
  readonly tracks: MediaStreamTrack[];
}

function fakeCamera(): FakeCamera {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  canvas.getContext('2d')!.fillRect(0, 0, 640, 480);
  const tracks: MediaStreamTrack[] = [];
  const endings: (() => void)[] = [];
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async () => {
    const stream = canvas.captureStream();
    for (const track of stream.getTracks()) {
      tracks.push(track);
      vi.spyOn(track, 'addEventListener').mockImplementation((type: string, listener: unknown) => {
        if (type === 'ended') endings.push(listener as () => void);
      });
    }
    return stream;
  });
  let seen: Uint8Array | undefined;
  // A canvas gives a picture only when it is drawn.
  const drawing = setInterval(() => seen && draw(canvas, seen), 50);
  ends.push(() => clearInterval(drawing));
  return { tracks, see: (bytes) => (seen = bytes), goAway: () => endings.forEach((end) => end()) };
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.restoreAllMocks();
});

async function showChoice(): Promise<{ store: FakeStore; element: BmVerification }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show({ type: 'verification' }, choosing());
  const element = new BmVerification();
  element.store = store;
  await show(element);
  return { store, element };
}

const button = (text: string): HTMLElement => {
  const found = findAll('button').find(({ textContent }) => textContent?.trim() === text);
  if (!found) throw new Error(`no button ${text}`);
  return found;
};
const scans = (store: FakeStore): unknown[] => store.commands.filter(({ type }) => type === 'scanQr');

describe('a QR code', () => {
  it('is read to the last byte, also where its bytes are no text', async () => {
    const read = await createQrReader();
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
    draw(canvas, code);
    expect(read(canvas.getContext('2d')!.getImageData(0, 0, 640, 480))).toEqual(code);
    canvas.getContext('2d')!.clearRect(0, 0, 640, 480);
    expect(read(canvas.getContext('2d')!.getImageData(0, 0, 640, 480))).toBeUndefined();
  });
});

describe('scanning', () => {
  it('switches the camera on only when it is asked for, and off once the code is accepted', async () => {
    const camera = fakeCamera();
    const { store } = await showChoice();
    expect(camera.tracks).toEqual([]);
    camera.see(code);
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => scans(store)).toEqual([{ type: 'scanQr', bytes: code }]);
    expect(await accessibilityFindings()).toEqual([]);
    store.show({ type: 'verification' }, { status: 'waiting', peer, endsAt: Date.now() + 60_000 });
    await expect.poll(() => camera.tracks.map(({ readyState }) => readyState)).toEqual(['ended']);
  });

  it('says that a code is not of this verification, and goes on looking', async () => {
    const camera = fakeCamera();
    const { store } = await showChoice();
    store.answer({
      scanQr: ({ bytes }) =>
        bytes.length === code.length ? undefined : Promise.reject(new BmError('QR_INVALID', 'no')),
    });
    camera.see(otherCode);
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => find('[role="alert"]').textContent?.trim()).toBe(de.error('QR_INVALID'));
    camera.see(code);
    await expect.poll(() => scans(store).length).toBe(2);
  });

  it('ends with the same button, which keeps the focus', async () => {
    const camera = fakeCamera();
    await showChoice();
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => findAll('video').length).toBe(1);
    expect(focused()).toBe(button(de.closeCamera));
    await userEvent.click(button(de.closeCamera));
    await expect.poll(() => findAll('video').length).toBe(0);
    expect(camera.tracks[0]!.readyState).toBe('ended');
    expect(focused()).toBe(button(de.openCamera));
  });

  it('ends with the dialog, and with the element', async () => {
    const camera = fakeCamera();
    const { store, element } = await showChoice();
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => findAll('video').length).toBe(1);
    store.show({ type: 'verification' }, { status: 'none' });
    await expect.poll(() => camera.tracks[0]!.readyState).toBe('ended');
    store.show({ type: 'verification' }, choosing());
    await expect.poll(() => findAll('dialog').length).toBe(1);
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => findAll('video').length).toBe(1);
    element.remove();
    await expect.poll(() => camera.tracks[1]!.readyState).toBe('ended');
  });

  it.each([
    ['NotFoundError', 'notFound'],
    ['NotAllowedError', 'notAllowed'],
    ['NotReadableError', 'failed'],
  ] as const)('says in words what is wrong with the camera: %s', async (name, problem) => {
    vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValue(new DOMException('', name));
    await showChoice();
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => find('dialog').textContent).toContain(de.cameraProblem(problem));
    expect(await accessibilityFindings()).toEqual([]);
    expect(button(de.openCamera)).toBeVisible();
  });

  it('says when the camera goes away', async () => {
    const camera = fakeCamera();
    await showChoice();
    await userEvent.click(button(de.openCamera));
    await expect.poll(() => findAll('video').length).toBe(1);
    camera.goAway();
    await expect.poll(() => find('dialog').textContent).toContain(de.cameraProblem('failed'));
  });

  it('is not offered where the other device has no code to show', async () => {
    const { store } = await showChoice();
    store.show({ type: 'verification' }, { ...choosing(), methods: ['sas'] } as VerificationState);
    await expect.poll(() => findAll('.way').length).toBe(1);
  });
});
