/** Many calls within one task become one: a snapshot is made once, however many events a sync answer held. */
export function coalesce(act: () => void): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      act();
    });
  };
}
