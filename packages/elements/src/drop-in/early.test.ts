import { afterEach, describe, expect, it, vi } from 'vitest';
import { begin } from './early.ts';

const startHostEarly = vi.hoisted(() => vi.fn());
const beginReadingList = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/store/early-host', async (original) => ({ ...(await original<object>()), startHostEarly }));
vi.mock('../components/session/early-lists.ts', () => ({ beginReadingList }));

const address = 'homeserver="behoerde.example" base-url="https://matrix.behoerde.example"';

function show(markup: string): void {
  const template = document.createElement('template');
  template.setHTMLUnsafe(markup);
  document.body.replaceChildren(template.content);
}
/** As the browser tells of the script: of no bytes on the network where its cache had it. */
const transferred = (bytes: number) =>
  vi.spyOn(performance, 'getEntriesByName').mockReturnValue([{ transferSize: bytes } as PerformanceResourceTiming]);

afterEach(() => {
  vi.restoreAllMocks();
  startHostEarly.mockReset();
  beginReadingList.mockReset();
  document.body.replaceChildren();
});

describe('before the elements are loaded', () => {
  it('the host of a chat that stands open is started, and its storage looked into', () => {
    transferred(1_000);
    show(`<bm-chat open ${address} session-name="zweite"></bm-chat>`);
    begin();
    expect(startHostEarly.mock.calls).toEqual([[expect.objectContaining({ homeserver: 'behoerde.example' })]]);
    expect(beginReadingList.mock.calls).toEqual([['zweite']]);
  });

  it('a page that was here before reads its last list only: the host would hold up the painting', () => {
    transferred(0);
    show(`<bm-chat open ${address}></bm-chat>`);
    begin();
    expect(startHostEarly).not.toHaveBeenCalled();
    expect(beginReadingList).toHaveBeenCalledTimes(1);
  });

  it('nothing is begun for a chat that is closed or says what is no address, and the others are not held up', () => {
    transferred(1_000);
    const others = `<bm-chat ${address}></bm-chat><bm-chat open ${address} worker-url="https://"></bm-chat>`;
    show(others);
    begin();
    expect(beginReadingList).not.toHaveBeenCalled();
    show(`${others}<bm-chat open ${address}></bm-chat>`);
    begin();
    expect(startHostEarly).toHaveBeenCalledTimes(1);
  });
});
