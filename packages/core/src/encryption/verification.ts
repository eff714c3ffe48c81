/**
 * Interactive verification, one at a time, with own devices and other users. Shows what matrix-js-sdk's request does as a
 * state and turns commands into its steps; every phase can be cancelled and ends by itself when its time is over.
 */
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import {
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
  type VerificationRequest,
} from 'matrix-js-sdk/lib/crypto-api/verification.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import { toBmError } from '../network/matrix-error.ts';
import { writable } from '../readable.ts';
import type { TrackedUsers } from './tracked-users.ts';
import type {
  Verification,
  VerificationEnd,
  VerificationMethod,
  VerificationPeer,
  VerificationState,
} from './verification-state.ts';
import { createWaitingRequests } from './waiting-requests.ts';

export interface VerificationOptions {
  readonly crypto: RustCrypto;
  readonly userId: string;
  readonly deviceId: string;
  readonly users: TrackedUsers;
  /** The room in which the user and this one talk alone, if there is one. */
  readonly directRoomWith: (userId: string) => string | undefined;
}

export interface RunningVerification extends Verification {
  stop(): void;
}

/** Client-server API, "Key verification framework": a request dies after ten minutes. Milliseconds. */
const requestLivesMs = 600_000;
/** Of device names, which their owners choose. Characters. */
const longestName = 100;
const sas = 'm.sas.v1';
const theyShowQr = 'm.qr_code.show.v1';
const theyScanQr = 'm.qr_code.scan.v1';

interface Current {
  readonly request: VerificationRequest;
  peer: VerificationPeer;
  readonly endsAt: number;
  readonly stopListening: () => void;
  readonly timer: ReturnType<typeof setTimeout>;
  /** The code to show, where there is one. */
  qr: Uint8Array | undefined;
  /** Its making, once both sides are there. The engine must not begin anything else meanwhile: it would mix up the two. */
  makingQr: Promise<void> | undefined;
  /** The user has answered; the other side has not. */
  confirmed: boolean;
  /** The verifier whose steps run. */
  running: object | undefined;
  timedOut: boolean;
}

export function createVerification(options: VerificationOptions): RunningVerification {
  const { crypto, userId, deviceId, users, directRoomWith } = options;
  const state = writable<VerificationState>({ status: 'none' });
  let current: Current | undefined;
  /** Came while another one was under way. */
  const waiting = createWaitingRequests<VerificationRequest>();

  const show = (next: VerificationState): void => {
    if (!sameState(next, state.get())) state.set(next);
  };
  const letGo = (): Current | undefined => {
    const last = current;
    current = undefined;
    last?.stopListening();
    clearTimeout(last?.timer);
    return last;
  };

  const follow = (request: VerificationRequest): void => {
    letGo();
    const timeoutMs = Math.min(request.timeout ?? requestLivesMs, requestLivesMs);
    const onChange = (): void => {
      if (current === own) read(own);
    };
    request.on(VerificationRequestEvent.Change, onChange);
    const own: Current = {
      request,
      peer: { own: request.isSelfVerification, userId: request.otherUserId },
      endsAt: Date.now() + timeoutMs,
      stopListening: () => void request.off(VerificationRequestEvent.Change, onChange),
      timer: setTimeout(() => void timeOut(own), timeoutMs),
      qr: undefined,
      makingQr: undefined,
      confirmed: false,
      running: undefined,
      timedOut: false,
    };
    current = own;
    read(own);
  };
  const timeOut = async (own: Current): Promise<void> => {
    own.timedOut = true;
    await own.request.cancel().catch(() => undefined);
    if (current === own) read(own);
  };
  /** Known only once one of the other side's devices has answered. */
  const learnDevice = (own: Current): void => {
    const { otherUserId, otherDeviceId } = own.request;
    if (otherDeviceId === undefined || own.peer.deviceId === otherDeviceId) return;
    own.peer = { ...own.peer, deviceId: otherDeviceId };
    if (!own.peer.own) return;
    crypto.getUserDeviceInfo([otherUserId]).then(
      (devices) => {
        const deviceName = devices.get(otherUserId)?.get(otherDeviceId)?.displayName?.slice(0, longestName);
        if (deviceName === undefined) return;
        own.peer = { ...own.peer, deviceName };
        if (current === own) read(own);
      },
      () => undefined, // goes without a name
    );
  };

  function read(own: Current): void {
    learnDevice(own);
    const { request, endsAt, peer } = own;
    const running = { peer, endsAt };
    const { phase } = request;
    if (phase === VerificationPhase.Done) {
      letGo();
      show({ status: 'done', peer });
    } else if (own.timedOut || phase === VerificationPhase.Cancelled || !request.pending || endCode(request) !== null) {
      letGo();
      const byMe = !own.timedOut && request.cancellingUserId === userId && !peer.own;
      show({ status: 'cancelled', peer, reason: endOf(own), byMe });
    } else if (phase === VerificationPhase.Started) {
      show(readStarted(own, running));
    } else if (phase === VerificationPhase.Ready && !own.confirmed) {
      askForQr(own);
      const { qr } = own;
      show({ status: 'choosing', ...running, methods: methodsOf(request, qr), ...(qr && { qr }) });
    } else if (own.confirmed || request.accepting || request.declining) {
      show({ status: 'waiting', ...running });
    } else {
      show({ status: 'requested', ...running, direction: request.initiatedByMe ? 'outgoing' : 'incoming' });
    }
    if (!current) takeNext();
  }
  const readStarted = (own: Current, running: { peer: VerificationPeer; endsAt: number }): VerificationState => {
    const { verifier } = own.request;
    if (verifier && own.running !== verifier) {
      own.running = verifier;
      verifier.once(VerifierEvent.ShowSas, () => {
        if (current === own) read(own);
      });
      // Accepts what the other side has begun. How it ends the request tells.
      verifier.verify().catch(() => {
        if (current === own) read(own);
      });
    }
    const compare = verifier?.getShowSasCallbacks()?.sas;
    if (own.confirmed) return { status: 'waiting', ...running };
    if (compare?.emoji) {
      const emoji = compare.emoji.map(([symbol, name]) => ({ symbol, name }));
      return { status: 'sas', ...running, emoji, decimals: compare.decimal ?? [] };
    }
    return { status: verifier?.getReciprocateQrCodeCallbacks() ? 'qrScanned' : 'waiting', ...running };
  };
  const askForQr = (own: Current): void => {
    if (own.makingQr || !own.request.otherPartySupportsMethod(theyScanQr)) return;
    own.makingQr = own.request.generateQRCode().then(
      (bytes) => {
        own.qr = bytes && Uint8Array.from(bytes);
        if (current === own) read(own);
      },
      () => undefined, // without keys of its own this device has none to show; the emoji work
    );
  };
  const takeNext = (): void => {
    for (let next = waiting.next(); next; next = waiting.next()) {
      if (next.pending && next.phase === VerificationPhase.Requested) return follow(next);
    }
  };

  const onReceived = (request: VerificationRequest): void => {
    if (!request.pending) return;
    if (current) waiting.add(request);
    else follow(request);
  };
  crypto.on(CryptoEvent.VerificationRequestReceived, onReceived);

  const requireStatus = (...statuses: readonly VerificationState['status'][]): Current => {
    if (!current || !statuses.includes(state.get().status)) {
      throw new BmError('VERIFICATION_NONE', 'no verification waits for this');
    }
    return current;
  };
  const step = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      const known = toBmError(error);
      throw known.code === 'UNEXPECTED' ? new BmError('VERIFICATION_NONE', 'the verification is over') : known;
    }
  };
  const cancel = async (): Promise<void> => {
    const last = letGo();
    if (!last) return show({ status: 'none' });
    show({ status: 'cancelled', peer: last.peer, reason: 'declined', byMe: true });
    await last.request.cancel().catch(() => undefined); // the other side notices by the time-out
    takeNext();
  };

  const begin = async (of: { readonly userId?: string; readonly deviceId?: string }): Promise<VerificationRequest> => {
    const other = of.userId ?? userId;
    if (other !== userId) {
      const roomId = directRoomWith(other);
      await users.follow([other]);
      const hasIdentity = await crypto.userHasCrossSigningKeys(other, true);
      if (!hasIdentity || roomId === undefined) {
        throw new BmError('VERIFICATION_IMPOSSIBLE', 'no identity, or no room with this user alone');
      }
      return crypto.requestVerificationDM(other, roomId);
    }
    const devices = (await crypto.getUserDeviceInfo([userId])).get(userId) ?? new Map<string, unknown>();
    const wanted = of.deviceId === undefined ? [...devices.keys()].filter((id) => id !== deviceId) : [of.deviceId];
    if (wanted.length === 0 || wanted.some((id) => id === deviceId || !devices.has(id))) {
      throw new BmError('VERIFICATION_IMPOSSIBLE', 'there is no such other device');
    }
    return of.deviceId === undefined
      ? crypto.requestOwnUserVerification()
      : crypto.requestDeviceVerification(userId, of.deviceId);
  };

  return {
    state,
    async request(of) {
      if (current) await cancel();
      try {
        follow(await begin(of));
      } catch (error) {
        const known = toBmError(error);
        throw known.code === 'UNEXPECTED'
          ? new BmError('VERIFICATION_IMPOSSIBLE', 'the verification cannot begin')
          : known;
      }
    },
    async accept() {
      const own = requireStatus('requested');
      if (own.request.initiatedByMe) throw new BmError('VERIFICATION_NONE', 'the other side has to accept');
      const accepted = own.request.accept();
      read(own);
      await step(() => accepted);
    },
    async startSas() {
      const own = requireStatus('choosing');
      await own.makingQr;
      await step(() => own.request.startVerification(sas));
    },
    async confirmSas() {
      const own = requireStatus('sas');
      own.confirmed = true;
      read(own);
      await step(async () => own.request.verifier?.getShowSasCallbacks()?.confirm());
    },
    async rejectSas() {
      requireStatus('sas').request.verifier?.getShowSasCallbacks()?.mismatch();
    },
    async scanQr(bytes) {
      const own = requireStatus('choosing');
      await own.makingQr;
      try {
        await own.request.scanQRCode(Uint8ClampedArray.from(bytes));
      } catch (error) {
        const known = toBmError(error);
        throw known.code === 'UNEXPECTED' ? new BmError('QR_INVALID', 'the code is not of this verification') : known;
      }
      own.confirmed = true;
      if (current === own) read(own);
    },
    async confirmQr() {
      const own = requireStatus('qrScanned');
      own.confirmed = true;
      own.request.verifier?.getReciprocateQrCodeCallbacks()?.confirm();
      read(own);
    },
    cancel,
    stop() {
      crypto.off(CryptoEvent.VerificationRequestReceived, onReceived);
      waiting.clear();
      letGo();
    },
  };
}

function methodsOf(request: VerificationRequest, qr: Uint8Array | undefined): readonly VerificationMethod[] {
  return [
    ...(request.otherPartySupportsMethod(sas) ? (['sas'] as const) : []),
    ...(qr ? (['showQr'] as const) : []),
    ...(request.otherPartySupportsMethod(theyShowQr) ? (['scanQr'] as const) : []),
  ];
}

/** The engine tells the request later, if at all, of what has ended its verifier. */
function endCode({ cancellationCode, verifier }: VerificationRequest): string | null {
  if (cancellationCode !== null || !verifier?.hasBeenCancelled) return cancellationCode;
  const { inner } = verifier as unknown as { inner: { cancelInfo(): { cancelCode(): string } | undefined } };
  return inner.cancelInfo()?.cancelCode() ?? 'm.unknown';
}

/** Codes of `m.key.verification.cancel` (client-server API 10.12.2.1). */
function endOf({ request, timedOut }: Current): VerificationEnd {
  if (timedOut) return 'timedOut';
  const code = endCode(request);
  if (code === null) return 'answeredElsewhere';
  switch (code) {
    case 'm.user':
      return 'declined';
    case 'm.timeout':
      return 'timedOut';
    case 'm.accepted':
      return 'answeredElsewhere';
    case 'm.mismatched_sas':
    case 'm.mismatched_commitment':
    case 'm.key_mismatch':
    case 'm.user_mismatch':
      return 'mismatch';
    default:
      return 'failed';
  }
}

function sameState(a: VerificationState, b: VerificationState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
