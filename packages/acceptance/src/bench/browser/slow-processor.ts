/** Slows the processor for a browser's pages and workers, as DevTools does for a slow device. */
import type { Cdp } from './cdp.ts';

interface Attached {
  readonly sessionId: string;
  readonly targetInfo: { readonly type: string };
  readonly waitingForDebugger: boolean;
}

/** From now on, for all targets there are and will be. */
export async function slowProcessor(cdp: Cdp, rate: number): Promise<void> {
  cdp.on('Target.attachedToTarget', ({ sessionId, targetInfo, waitingForDebugger }: Attached) => {
    if (targetInfo.type !== 'browser') {
      // Chromium slows a page's main thread and refuses it for workers (docs/performance.md).
      void cdp.send('Emulation.setCPUThrottlingRate', { rate }, sessionId).catch(() => undefined);
    }
    if (waitingForDebugger) void cdp.send('Runtime.runIfWaitingForDebugger', {}, sessionId).catch(() => undefined);
  });
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
}
