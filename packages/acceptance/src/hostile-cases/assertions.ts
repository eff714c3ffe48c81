/** Each assertion of the format as a question to the page, the proxy or the server. `undefined` is a yes; a text says what is wrong. */
import type { Page } from 'playwright';
import type { Injected } from './inject.ts';
import { pendingKey } from './inject.ts';
import { foreignText, type CaseRoom, type HostileStage } from './stage.ts';

/** What was seen before the case was brought. */
export interface Before {
  readonly neighbours: Readonly<Record<string, string>>;
  readonly requests: number;
  readonly contacted: number;
  readonly errors: number;
  /** Milliseconds from the message after the case to its row. `undefined`: it never came. */
  readonly shownAfterMs: number | undefined;
}

export interface Situation {
  readonly stage: HostileStage;
  readonly room: CaseRoom;
  readonly injected: Injected;
  readonly before: Before;
  /** Whether the case itself is about the two messages before it. */
  readonly changesBase: boolean;
  readonly changesBase2: boolean;
}

type Assertion = (situation: Situation) => Promise<string | undefined> | string | undefined;

/** Largest time without an answer to the user, in milliseconds (the format's own). */
const longTaskMs = 250;
const settledMs = 2_000;
/** Largest row, in CSS pixels: 40rem at most with everything around a message. */
const maxRowPx = 640;
/** Requests of the sync in a second (the format's own). */
const maxRequestsPerSecond = 2;
/** The specification's elements of `org.matrix.custom.html`, and what the elements wrap them in. */
const allowedTags =
  'a b bdi blockquote br button caption code del details div em font h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strong strike sub summary sup table tbody td th thead tr u ul svg path rect circle line polyline polygon';

/** In the page: everything that matches, also inside shadow roots. */
const findDeep = `(selector) => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches(selector)) found.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return found;
}`;

/** Runs a function body in the page with `all(selector)` at hand. */
export function inPage<T>(page: Page, body: string, argument?: unknown): Promise<T> {
  return page.evaluate(`((all, argument) => { ${body} })(${findDeep}, ${JSON.stringify(argument) ?? 'undefined'})`);
}

interface ShownItem {
  readonly key: string;
  readonly kind: string;
  readonly eventId?: string;
  readonly protection?: string;
  readonly shield?: string;
  readonly send?: { readonly status: string };
  readonly content?: { readonly body?: string; readonly filename?: string };
  readonly replyTo?: { readonly status: string };
}

/** The rows as the store gives them. */
function itemsOf(page: Page, roomId: string): Promise<readonly ShownItem[]> {
  return inPage(page, `return all('bm-timeline')[0].store.room(argument).timeline.get().items;`, roomId);
}

/** Text and size of a row. */
export function rowOf(page: Page, eventId: string): Promise<string | undefined> {
  return inPage(
    page,
    `const row = all('bm-timeline li').concat(all('li')).find((li) => li.dataset.key === argument);
     if (!row) return undefined;
     const { width, height } = row.getBoundingClientRect();
     const body = row.querySelector('.rich, .text, .bubble');
     return (body ?? row).textContent.trim().replace(/\\s+/g, ' ') + ' | ' + Math.round(width) + 'x' + Math.round(height);`,
    eventId,
  );
}

const rowsOf = `const rows = all('li').filter((li) => argument.includes(li.dataset.key));`;

const original =
  (text: string, key: 'base' | 'base2'): Assertion =>
  async ({ stage: { page }, room }) => {
    const row = await rowOf(page, room[key]);
    return row?.includes(text) ? undefined : `the message shows ${row ?? 'nothing'}`;
  };

const neighbour = async (situation: Situation, key: 'base' | 'base2'): Promise<string | undefined> => {
  const { stage, room, before } = situation;
  const changed = key === 'base' ? situation.changesBase : situation.changesBase2;
  if (changed) return undefined;
  const now = await rowOf(stage.page, room[key]);
  return now === before.neighbours[key] ? undefined : `${before.neighbours[key]} became ${now ?? 'nothing'}`;
};

export const assertions: Readonly<Record<string, Assertion>> = {
  NO_THROW: async ({ stage, before }) => {
    const errors = stage.pageErrors.slice(before.errors);
    const problems = await inPage<string[]>(
      stage.page,
      `return all('[part="problem"]').map((e) => e.textContent.trim());`,
    );
    return [...errors, ...problems][0];
  },
  SYNC_CONTINUES: ({ before }) => (before.shownAfterMs === undefined ? 'the next message did not come' : undefined),
  NEIGHBOURS: async (situation) => (await neighbour(situation, 'base')) ?? (await neighbour(situation, 'base2')),
  NO_SCRIPT: ({ stage: { page } }) =>
    inPage(
      page,
      `if (globalThis.__pwned !== undefined) return 'a script ran';
       return globalThis.violations[0] && 'violation: ' + globalThis.violations[0];`,
    ),
  NO_NET: ({ stage, before }) => {
    const foreign = stage
      .contacted()
      .slice(before.contacted)
      .filter((origin) => !/^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin) && !/google|gvt1/.test(origin));
    return foreign.length > 0 ? `contacted ${foreign.join(', ')}` : undefined;
  },
  DOM_ALLOWLIST: ({ stage: { page }, injected }) =>
    inPage(
      page,
      `${rowsOf.replaceAll('argument', 'argument.ids')}
       const tags = new Set(argument.tags.split(' '));
       for (const row of rows) for (const rich of row.querySelectorAll('.rich, .text')) for (const element of rich.querySelectorAll('*')) {
         if (!tags.has(element.localName)) return 'element ' + element.localName;
         for (const { name, value } of element.attributes) {
           if (name.startsWith('on') || name === 'srcset' || name === 'id' || name === 'name') return 'attribute ' + name;
           if (name === 'style' && /url|position/.test(value)) return 'style ' + value;
           if (name === 'href' && !/^(https?|ftp|mailto|magnet):/.test(value) && !value.startsWith('#')) return 'href ' + value;
           if (name === 'src' && !value.startsWith('blob:')) return 'src ' + value;
         }
       }`,
      { ids: injected.eventIds, tags: allowedTags },
    ),
  NO_PROTO: ({ stage: { page } }) =>
    inPage(
      page,
      `if (({}).polluted !== undefined) return 'Object.prototype is polluted';
       const own = Object.keys(Object.prototype);
       return own.length > 0 ? 'Object.prototype has ' + own.join() : undefined;`,
    ),
  ORIGINAL_KEPT: original('ORIGINAL', 'base'),
  PREVIEW_KEPT: async ({ stage: { page }, room, injected }) => {
    const preview = await inPage<string>(
      page,
      `return all('button.room').find((row) => row.dataset.room === argument)?.textContent ?? '';`,
      room.roomId,
    );
    const forged = injected.bodies.find((body) => body.trim() !== '' && preview.includes(body.slice(0, 60)));
    return forged === undefined ? undefined : `the preview shows ${forged}`;
  },
  ONE_ITEM: async ({ stage: { page }, room, injected }) => {
    const ids = new Set(injected.eventIds);
    const shown = (await itemsOf(page, room.roomId)).filter(({ eventId }) => eventId !== undefined && ids.has(eventId));
    return shown.length === ids.size ? undefined : `${shown.length} rows for ${ids.size} ids`;
  },
  TIME_250MS: async ({ stage: { page } }) => {
    const longest = await inPage<number>(page, `return Math.max(0, ...globalThis.longTasksMs);`);
    return longest > longTaskMs ? `a task took ${Math.round(longest)} ms` : undefined;
  },
  TIME_2S: ({ before: { shownAfterMs } }) =>
    shownAfterMs === undefined || shownAfterMs > settledMs ? `took ${shownAfterMs ?? 'for ever'} ms` : undefined,
  MAX_HEIGHT: async ({ stage: { page }, injected, room }) => {
    const tallest = await inPage<number>(
      page,
      `${rowsOf} return Math.max(0, ...rows.map((row) => row.getBoundingClientRect().height));`,
      [...injected.eventIds.slice(-200), room.base],
    );
    return tallest > maxRowPx ? `a row is ${Math.round(tallest)} px high` : undefined;
  },
  NO_H_SCROLL: ({ stage: { page } }) =>
    inPage(
      page,
      `const wide = all('*').find((element) => element.scrollWidth > element.clientWidth + 1 &&
         ['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && element.querySelector('[data-key]'));
       return wide && 'the list scrolls sideways';`,
    ),
  TEXT_EXACT_BODY: async ({ stage: { page }, injected }) => {
    const texts = await inPage<string[]>(
      page,
      `${rowsOf} return rows.map((row) => row.textContent);`,
      injected.eventIds,
    );
    const missing = injected.bodies.find((body) => !texts.some((text) => text.includes(body)));
    return missing === undefined ? undefined : `not shown as it is: ${JSON.stringify(missing.slice(0, 80))}`;
  },
  BIDI_ISOLATED: ({ stage: { page }, injected }) =>
    inPage(
      page,
      `${rowsOf}
       for (const row of rows) {
         const body = row.querySelector('.rich, .text, [dir], bdi');
         if (!body) return 'a row without a body';
         if (!/isolate|plaintext/.test(getComputedStyle(body).unicodeBidi)) return 'the direction is not isolated';
       }`,
      injected.eventIds,
    ),
  NAME_DISAMBIGUATED: async ({ stage: { page, mallory }, injected }) => {
    const texts = await inPage<string[]>(
      page,
      `${rowsOf} return rows.map((row) => row.textContent);`,
      injected.eventIds,
    );
    return texts.some((text) => text.includes(mallory.userId)) ? undefined : 'the user id is not shown';
  },
  LOCAL_ECHO_KEPT: async ({ stage: { page }, room }) => {
    const echo = (await itemsOf(page, room.roomId)).find(({ key }) => key === pendingKey);
    return echo?.send?.status === 'sending' ? undefined : `the pending message is ${echo?.send?.status ?? 'gone'}`;
  },
  NO_AUTHED_GET: ({ stage: { proxy }, before }) => {
    const api =
      /^\/_matrix\/client\/(v1\/media\/(download|thumbnail)\/[^/]+\/[^/]+|v\d\/(rooms\/[^/]+\/|profile|capabilities|devices|pushrules|user\/|account|keys|room_keys|versions)|versions|unstable\/)/;
    const odd = proxy.requests
      .slice(before.requests)
      .find(
        ({ method, hasAuthorization, path }) =>
          method === 'GET' && hasAuthorization && (!api.test(path) || path.includes('..')),
      );
    return odd && `asked for ${odd.path}`;
  },
  FILENAME_SAFE: async ({ stage: { page }, room, injected }) => {
    const files = (await itemsOf(page, room.roomId)).filter(({ eventId = '' }) => injected.eventIds.includes(eventId));
    const names = files.flatMap(({ content }) => content?.filename ?? []);
    if (names.length === 0) return 'no file is shown';
    const unsafe = names.find(
      (name) =>
        /[/\\]|\.\.|[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name) ||
        new TextEncoder().encode(name).length > 255,
    );
    return unsafe === undefined ? undefined : `unsafe name ${JSON.stringify(unsafe.slice(0, 80))}`;
  },
  NO_JOIN: ({ stage: { proxy }, before }) => {
    const joined = proxy.requests.slice(before.requests).find(({ path }) => /\/(join|knock)(\/|$)/.test(path));
    return joined && `asked to join: ${joined.path}`;
  },
  STILL_ENCRYPTED: async ({ stage: { page, proxy }, room }) => {
    const from = proxy.requests.length;
    await inPage(
      page,
      `return all('bm-timeline')[0].store.room(argument).send({ msgtype: 'm.text', body: 'GEHEIM' }).then(() => true, () => false);`,
      room.roomId,
    );
    const sent = proxy.requests.slice(from).filter(({ method, path }) => method === 'PUT' && path.includes('/send/'));
    const clear = sent.find(({ path }) => !path.includes('/send/m.room.encrypted/'));
    return clear && `sent in clear: ${clear.path}`;
  },
  SHIELD_RED: async ({ stage: { page }, injected }) => {
    const texts = await inPage<string[]>(
      page,
      `${rowsOf} return rows.map((row) => row.textContent + [...row.querySelectorAll('[aria-label],[title]')].map((e) => (e.ariaLabel ?? '') + e.title).join());`,
      injected.eventIds,
    );
    const marked = texts.every((text) => /verschlüsselt|Absender|bestätigt|Gerät/i.test(text));
    return texts.length > 0 && marked ? undefined : 'no warning in words';
  },
  RECOVERS: ({ before }) => (before.shownAfterMs === undefined ? 'it does not work again' : undefined),
  NO_LOGOUT: async ({ stage: { page } }) => {
    const status = await inPage<string>(page, `return all('bm-room-list').length > 0 ? 'loggedIn' : 'elsewhere';`);
    return status === 'loggedIn' ? undefined : 'the session is gone';
  },
  KEYS_KEPT: async ({ stage: { page } }) => {
    const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
    return names.some((name) => name.endsWith('::matrix-sdk-crypto')) ? undefined : 'the key store is gone';
  },
  REQUEST_RATE: ({ stage: { proxy }, before }) => {
    const times = proxy.requests
      .slice(before.requests)
      .filter(({ path }) => path.endsWith('/sync'))
      .map(({ atMs }) => atMs);
    const seconds = Math.max(1, ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000);
    const rate = times.length / seconds;
    return rate > maxRequestsPerSecond + 1 / seconds ? `${rate.toFixed(1)} requests a second` : undefined;
  },
  NO_CROSS_ROOM: async ({ stage: { page } }) => {
    const shown = await inPage<boolean>(
      page,
      `return all('bm-timeline')[0].shadowRoot.textContent.includes(argument);`,
      foreignText,
    );
    return shown ? 'the text of another room is shown' : undefined;
  },
};
