/** Has an element render anew when the next day begins, or another time zone: what was today is yesterday then. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Timers stand still while a computer sleeps: at most so long after that, the day is right again. */
const longestWaitMs = 10 * 60_000;

export class NextDay implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #day = today();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#look);
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.#timer);
  }

  readonly #look = (): void => {
    const [now, day] = [new Date(), today()];
    if (day !== this.#day) this.#host.requestUpdate();
    this.#day = day;
    // By the calendar: a day may have 23 or 25 hours.
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, Math.min(midnight.getTime() - now.getTime(), longestWaitMs));
  };
}

/** What times are named by: the day, and the time zone. */
export function today(now = new Date()): string {
  return `${now.toDateString()} ${now.getTimezoneOffset()}`;
}
