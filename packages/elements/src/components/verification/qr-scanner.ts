/**
 * The camera while somebody scans a QR code: open only from `start` to `stop`, to the page's hiding or to the camera's own
 * end. Its pictures stay in this page.
 */
import { createQrReader } from './qr-reader.ts';

/** Why there is no picture: no camera here, none for this page, or the camera does not do it. */
export type CameraProblem = 'notFound' | 'notAllowed' | 'failed';

export type QrScan =
  | { readonly status: 'off' }
  /** The browser may be asking the user. */
  | { readonly status: 'starting' }
  /** `video` shows what the camera sees. */
  | { readonly status: 'on'; readonly video: HTMLVideoElement }
  | { readonly status: 'failed'; readonly problem: CameraProblem };

export interface QrScanner {
  start(): Promise<void>;
  /** Switches the camera off. */
  stop(): void;
}

export interface QrScanListener {
  onChange(scan: QrScan): void;
  /** A code was read. Told again only when it is another one. */
  onCode(bytes: Uint8Array): void;
}

/** Pause between two looks, in milliseconds: a hand needs longer to hold still, and the page stays quick. */
const lookEveryMs = 150;
/** Longer side of a picture that is looked at, in pixels: a code of 57 modules keeps several for each. */
const longestSidePx = 800;

export function createQrScanner({ onChange, onCode }: QrScanListener): QrScanner {
  let ended: AbortController | undefined;

  const stop = (): void => {
    if (!ended) return;
    ended.abort();
    ended = undefined;
    onChange({ status: 'off' });
  };
  const fail = (problem: CameraProblem): void => {
    stop();
    onChange({ status: 'failed', problem });
  };
  const watch = async (video: HTMLVideoElement, signal: AbortSignal): Promise<void> => {
    const read = await createQrReader();
    const look = createLook(video);
    let last = '';
    while (!signal.aborted) {
      const picture = look();
      const bytes = picture && read(picture);
      if (bytes && bytes.join() !== last) {
        last = bytes.join();
        onCode(bytes);
      }
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };

  return {
    stop,
    async start() {
      stop();
      const { signal } = (ended = new AbortController());
      onChange({ status: 'starting' });
      try {
        const stream = await openCamera();
        const [track] = stream.getVideoTracks();
        signal.addEventListener('abort', () => track?.stop());
        if (signal.aborted) return track?.stop();
        track?.addEventListener('ended', () => fail('failed'), { signal });
        document.addEventListener('visibilitychange', () => document.hidden && stop(), { signal });
        const video = viewOf(stream);
        onChange({ status: 'on', video });
        await watch(video, signal);
      } catch (error) {
        if (!signal.aborted) fail(problemOf(error));
      }
    },
  };
}

async function openCamera(): Promise<MediaStream> {
  // Absent where the page is not served securely.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException('no access to cameras', 'NotAllowedError');
  return devices.getUserMedia({ audio: false, video: { facingMode: 'environment' } });
}

function viewOf(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  // Else phones show it over the whole screen.
  video.playsInline = true;
  video.srcObject = stream;
  return video;
}

/** @returns what takes a picture; `undefined` while there is none */
function createLook(video: HTMLVideoElement): () => ImageData | undefined {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return () => {
    const { videoWidth, videoHeight } = video;
    if (!context || videoWidth === 0 || videoHeight === 0) return undefined;
    const scale = Math.min(1, longestSidePx / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}

/** Errors of `getUserMedia` (Media Capture and Streams, 10.2.4). */
function problemOf(error: unknown): CameraProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'notFound';
    case 'NotAllowedError':
    case 'SecurityError':
      return 'notAllowed';
    default:
      return 'failed';
  }
}
