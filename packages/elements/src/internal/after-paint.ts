/** What can wait until the user sees what has just been rendered. */
import { nextTask } from './next-task.ts';

/** Resolves in a task after the next frame. In a page out of view there are no frames: then when it comes into view. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => void nextTask().then(resolve));
  });
}
