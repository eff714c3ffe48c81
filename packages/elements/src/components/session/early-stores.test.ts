import type { EarlyStart } from '@bundesmessenger/store';
import type { RememberedList } from '@bundesmessenger/store/remembered-list';
import { createFakeStore, roomList, roomSummary } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeUnused, openEarly, takeEarlyStore } from './early-stores.ts';
import { optionsFromAttributes } from './session-options.ts';

const openStore = vi.hoisted(() => vi.fn());
const readRememberedList = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/store/remembered-list', async (original) => ({
  ...(await original<object>()),
  readRememberedList,
}));
vi.mock('@bundesmessenger/store', async (original) => ({ ...(await original<object>()), openStore }));

const homeserver = 'behoerde.example';
const baseUrl = 'https://matrix.behoerde.example';
const options = optionsFromAttributes({ homeserver, baseUrl })!;

function show(attributes: string): void {
  const template = document.createElement('template');
  template.setHTMLUnsafe(`<bm-chat ${attributes}></bm-chat>`);
  document.body.replaceChildren(template.content);
}
const remembered: RememberedList = {
  userId: `@erika:${homeserver}`,
  list: roomList([roomSummary({ roomId: '!a', name: 'Bauamt' })], { status: 'cached' }),
};

function open(isReturn = false): void {
  openEarly(document.querySelectorAll('bm-chat[open]'), isReturn);
}
const earlyStart = (): EarlyStart => openStore.mock.calls[0]![1] as EarlyStart;
function opened() {
  const close = vi.fn();
  const store = { ...createFakeStore(), close };
  openStore.mockReturnValue(store);
  return { store, close };
}

afterEach(() => {
  closeUnused();
  openStore.mockReset();
  readRememberedList.mockReset();
  document.body.replaceChildren();
});

describe('a chat that stands open in the page', () => {
  const openChat = `open homeserver="${homeserver}" base-url="${baseUrl}"`;

  it('has its store opened before the elements are here, for one session', () => {
    const { store } = opened();
    show(openChat);
    open();
    expect(takeEarlyStore({ ...options })).toBe(store);
    expect(takeEarlyStore(options)).toBeUndefined();
  });

  it('shows what an earlier visit left of its homeserver', async () => {
    opened();
    show(openChat);
    readRememberedList.mockResolvedValue(remembered);
    open();
    expect(await earlyStart().remembered).toBe(remembered.list);
  });

  it('shows nothing of another homeserver', async () => {
    opened();
    show(openChat);
    readRememberedList.mockResolvedValue({ ...remembered, userId: '@erika:andere.example' });
    open();
    expect(await earlyStart().remembered).toBeUndefined();
  });

  it('shows each session its own list', () => {
    opened();
    show(`${openChat} session-name="zweite"`);
    open();
    expect(readRememberedList.mock.calls).toEqual([['zweite']]);
  });

  it('has its host started at once where nobody was before', () => {
    opened();
    show(openChat);
    open();
    expect(earlyStart().hostAfter).toBeUndefined();
  });

  it('has its host started when the list is painted, also where there turns out to be none', async () => {
    opened();
    show(openChat);
    readRememberedList.mockResolvedValue(remembered);
    open(true);
    await expect(earlyStart().hostAfter).resolves.toBeUndefined();
    closeUnused();
    openStore.mockClear();
    readRememberedList.mockResolvedValue(undefined);
    open(true);
    await expect(earlyStart().hostAfter).resolves.toBeUndefined();
  });

  it('is closed before another one is opened in its place', () => {
    const { close } = opened();
    show(openChat);
    open();
    expect(takeEarlyStore({ ...options, federation: 'federated' })).toBeUndefined();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('is closed where no session takes it', () => {
    const { close } = opened();
    show(openChat);
    open();
    closeUnused();
    expect(close).toHaveBeenCalledTimes(1);
    expect(takeEarlyStore(options)).toBeUndefined();
  });

  it('stays open with the session that has taken it', () => {
    const { close } = opened();
    show(openChat);
    open();
    takeEarlyStore(options);
    closeUnused();
    expect(close).not.toHaveBeenCalled();
  });

  it('has none where it cannot be opened: the session that opens it again says why', () => {
    openStore.mockImplementation(() => {
      throw new Error('x');
    });
    show(openChat);
    open();
    expect(takeEarlyStore(options)).toBeUndefined();
  });
});

describe('a chat that is closed, or says too little', () => {
  it.each([`homeserver="${homeserver}" base-url="${baseUrl}"`, `open homeserver="${homeserver}"`])(
    'starts nothing: %s',
    (attributes) => {
      show(attributes);
      open();
      expect(openStore).not.toHaveBeenCalled();
    },
  );
});
