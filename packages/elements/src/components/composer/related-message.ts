/** The message that is answered or edited, as it is now: where it is shown, else loaded from around it. */
import type { Room, Timeline, TimelineItem } from '@bundesmessenger/store';
import type { ReactiveControllerHost } from 'lit';
import { ReadableController } from '../../internal/readable-controller.ts';

export class RelatedMessage {
  readonly #around: ReadableController<Timeline>;
  #target: string | undefined;

  /** @param onChange hears of each snapshot of what is around it */
  constructor(host: ReactiveControllerHost, onChange: () => void) {
    this.#around = new ReadableController<Timeline>(host, onChange);
  }

  /** `undefined` until it is known. */
  get item(): TimelineItem | undefined {
    const target = this.#target;
    return target === undefined ? undefined : this.#around.value?.items.find(isMeant(target));
  }

  /** @param target its event id or key */
  follow(room: Room | undefined, threadId: string | undefined, target: string): void {
    this.#target = target;
    const shown = threadId === undefined ? room?.timeline : room?.thread(threadId);
    const isHere = shown?.get().items.some(isMeant(target));
    // The server knows no keys.
    this.#around.follow(isHere || !target.startsWith('$') ? shown : room?.focused(target));
  }

  forget(): void {
    this.#target = undefined;
    this.#around.follow(undefined);
  }
}

function isMeant(target: string): (item: TimelineItem) => boolean {
  return (item) => item.key === target || ('eventId' in item && item.eventId === target);
}
