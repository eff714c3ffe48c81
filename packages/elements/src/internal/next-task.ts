/** Breaks in long work, so that no task is a long one. */

/** Lets the browser paint and answer the user first. Not `setTimeout`: that is throttled in pages out of view. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Where the browser has it (Prioritized Task Scheduling, WICG). */
declare const scheduler:
  { postTask(work: () => void, options: { readonly priority: 'user-blocking' }): Promise<void> } | undefined;

/** Lets the browser answer the user first, but not paint: for what the next frame is meant to show. */
export function nextTaskOfFrame(): Promise<void> {
  if (typeof scheduler === 'undefined') return nextTask();
  return scheduler!.postTask(() => undefined, { priority: 'user-blocking' });
}
