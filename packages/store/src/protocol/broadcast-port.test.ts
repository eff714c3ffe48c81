import { afterEach, describe, expect, it, vi } from 'vitest';
import { connectBroadcast, serveBroadcast } from './broadcast-port.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A name of its own, so that tests do not hear each other. */
const newName = (): string => crypto.randomUUID();

/** A page: what it hears, and how it speaks. */
function openPage(name: string) {
  const ended = new AbortController();
  const port = connectBroadcast(name, ended.signal);
  const heard: unknown[] = [];
  port.addEventListener('message', ({ data }) => heard.push(data));
  port.start();
  const close = (): void => {
    ended.abort();
    port.close();
  };
  stops.push(close);
  return { heard, say: (message: unknown) => port.postMessage(message), close, end: () => ended.abort() };
}

/** A host that notes what each page says and answers with its own name in front. */
function openHost(name: string, own = 'host') {
  const pages: { readonly port: MessagePort; readonly heard: unknown[] }[] = [];
  const stop = serveBroadcast(name, (port) => {
    const heard: unknown[] = [];
    pages.push({ port, heard });
    port.addEventListener('message', ({ data }) => {
      heard.push(data);
      port.postMessage(`${own}: ${data}`);
    });
    port.start();
  });
  stops.push(stop);
  return { pages, stop };
}

/** Both ways have been gone through once: whatever was to arrive twice has arrived. */
const exchange = async (page: ReturnType<typeof openPage>): Promise<void> => {
  const last = crypto.randomUUID();
  page.say(last);
  await vi.waitFor(() => expect(page.heard.at(-1)).toContain(last), { interval: 2 });
};

describe('a port over a broadcast', () => {
  it('carries both ways where the host is first', async () => {
    const name = newName();
    openHost(name);
    const page = openPage(name);
    page.say('hello');
    await vi.waitFor(() => expect(page.heard).toEqual(['host: hello']), { interval: 2 });
  });

  it('carries both ways where the page is first', async () => {
    const name = newName();
    const page = openPage(name);
    page.say('hello');
    openHost(name);
    await vi.waitFor(() => expect(page.heard).toEqual(['host: hello']), { interval: 2 });
  });

  it('says all again to the next host where one ends before it has answered', async () => {
    const name = newName();
    const page = openPage(name);
    const opened = vi.fn();
    const stopFirst = serveBroadcast(name, opened);
    page.say('hello');
    await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1), { interval: 2 });
    page.say('who is there?');
    stopFirst();
    const next = openHost(name, 'next');
    await vi.waitFor(() => expect(page.heard).toEqual(['next: hello', 'next: who is there?']), { interval: 2 });
    expect(next.pages).toHaveLength(1);
  });

  it('says nothing twice to a host that has not answered yet while other pages come', async () => {
    const name = newName();
    const heard: unknown[] = [];
    const stop = serveBroadcast(name, (port) => {
      port.addEventListener('message', ({ data }) => heard.push(data));
      port.start();
    });
    stops.push(stop);
    const [page, other] = [openPage(name), openPage(name)];
    page.say('hello');
    other.say('last');
    await vi.waitFor(() => expect(heard).toContain('last'), { interval: 2 });
    expect(heard.filter((word) => word === 'hello')).toEqual(['hello']);
  });

  it('keeps what was said before a host was there, in order and once', async () => {
    const name = newName();
    const page = openPage(name);
    for (const word of ['one', 'two', 'three']) page.say(word);
    const host = openHost(name);
    await exchange(page);
    expect(host.pages[0]!.heard.slice(0, -1)).toEqual(['one', 'two', 'three']);
  });

  it('opens one port for each page', async () => {
    const name = newName();
    const host = openHost(name);
    const pages = [openPage(name), openPage(name)];
    for (const page of pages) await exchange(page);
    expect(host.pages).toHaveLength(2);
  });

  it('does not let one page hear what is said to another', async () => {
    const name = newName();
    openHost(name);
    const [one, two] = [openPage(name), openPage(name)];
    one.say('private');
    await exchange(one);
    await exchange(two);
    expect(two.heard).not.toContain('host: private');
  });

  it('does not mix up what two pages say', async () => {
    const name = newName();
    const host = openHost(name);
    const [one, two] = [openPage(name), openPage(name)];
    one.say('from one');
    await exchange(one);
    two.say('from two');
    await exchange(two);
    expect(host.pages.map(({ heard }) => heard[0])).toEqual(['from one', 'from two']);
  });

  it('keeps names apart', async () => {
    const other = openHost(newName());
    const name = newName();
    openHost(name);
    await exchange(openPage(name));
    expect(other.pages).toEqual([]);
  });

  it('does not open the pages a second time where a page joins later', async () => {
    const name = newName();
    const host = openHost(name);
    const first = openPage(name);
    await exchange(first);
    await exchange(openPage(name));
    await exchange(first);
    expect(host.pages).toHaveLength(2);
  });

  it('carries whole objects', async () => {
    const name = newName();
    const host = openHost(name);
    const page = openPage(name);
    page.say({ type: 'call', bytes: new Uint8Array([1, 2]) });
    await vi.waitFor(() => expect(host.pages[0]?.heard).toEqual([{ type: 'call', bytes: new Uint8Array([1, 2]) }]), {
      interval: 2,
    });
  });

  it('lets a farewell pass that is posted just before the end', async () => {
    const name = newName();
    const host = openHost(name);
    const page = openPage(name);
    await exchange(page);
    page.say('bye');
    page.end();
    await vi.waitFor(() => expect(host.pages[0]!.heard).toContain('bye'), { interval: 2 });
  });
});

describe('a host that dies', () => {
  it('is followed by another for a page that opens a new port', async () => {
    const name = newName();
    openHost(name, 'first').stop();
    openHost(name, 'second');
    const page = openPage(name);
    page.say('hello');
    await vi.waitFor(() => expect(page.heard).toEqual(['second: hello']), { interval: 2 });
  });

  it('before it serves leaves the first messages to the next one, which gets them once', async () => {
    const name = newName();
    const page = openPage(name);
    page.say('one');
    page.say('two');
    openHost(name, 'first').stop(); // in the same task: it has answered nobody
    const second = openHost(name, 'second');
    await exchange(page);
    expect(second.pages.map(({ heard }) => heard.slice(0, -1))).toEqual([['one', 'two']]);
  });

  it('hears nothing any more', async () => {
    const name = newName();
    const first = openHost(name, 'first');
    const old = openPage(name);
    await exchange(old);
    first.stop();
    openHost(name, 'second');
    await exchange(openPage(name));
    expect(first.pages).toHaveLength(1);
  });

  it('is not confused with the next one by pages that open anew', async () => {
    const name = newName();
    const first = openHost(name, 'first');
    await exchange(openPage(name));
    first.stop();
    const second = openHost(name, 'second');
    for (const page of [openPage(name), openPage(name)]) await exchange(page);
    expect(second.pages).toHaveLength(2);
  });
});
