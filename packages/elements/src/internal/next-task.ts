/** Lets the browser paint and answer the user before the next piece of work. */

/** Not `setTimeout`: that is throttled in pages out of view. */
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
