import { createFakeStore } from '@bundesmessenger/store/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeUnused, openEarly, takeEarlyStore } from './early-stores.ts';
import { optionsFromAttributes } from './session-options.ts';

const openStore = vi.hoisted(() => vi.fn());
vi.mock('@bundesmessenger/store', async (original) => ({ ...(await original<object>()), openStore }));

const homeserver = 'behoerde.example';
const baseUrl = 'https://matrix.behoerde.example';
const options = optionsFromAttributes({ homeserver, baseUrl })!;

function show(attributes: string): void {
  const template = document.createElement('template');
  template.setHTMLUnsafe(`<bm-chat ${attributes}></bm-chat>`);
  document.body.replaceChildren(template.content);
}
function opened() {
  const close = vi.fn();
  const store = { ...createFakeStore(), close };
  openStore.mockReturnValue(store);
  return { store, close };
}

afterEach(() => {
  closeUnused();
  openStore.mockReset();
  document.body.replaceChildren();
});

describe('a chat that stands open in the page', () => {
  const open = `open homeserver="${homeserver}" base-url="${baseUrl}"`;

  it('has its store opened before the elements are here, for one session', () => {
    const { store } = opened();
    show(open);
    openEarly();
    expect(takeEarlyStore({ ...options })).toBe(store);
    expect(takeEarlyStore(options)).toBeUndefined();
  });

  it('is closed before another one is opened in its place', () => {
    const { close } = opened();
    show(open);
    openEarly();
    expect(takeEarlyStore({ ...options, federation: 'federated' })).toBeUndefined();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('is closed where no session takes it', () => {
    const { close } = opened();
    show(open);
    openEarly();
    closeUnused();
    expect(close).toHaveBeenCalledTimes(1);
    expect(takeEarlyStore(options)).toBeUndefined();
  });

  it('stays open with the session that has taken it', () => {
    const { close } = opened();
    show(open);
    openEarly();
    takeEarlyStore(options);
    closeUnused();
    expect(close).not.toHaveBeenCalled();
  });

  it('has none where it cannot be opened: the session that opens it again says why', () => {
    openStore.mockImplementation(() => {
      throw new Error('x');
    });
    show(open);
    openEarly();
    expect(takeEarlyStore(options)).toBeUndefined();
  });
});

describe('a chat that is closed, or says too little', () => {
  it.each([`homeserver="${homeserver}" base-url="${baseUrl}"`, `open homeserver="${homeserver}"`])(
    'starts nothing: %s',
    (attributes) => {
      show(attributes);
      openEarly();
      expect(openStore).not.toHaveBeenCalled();
    },
  );
});
