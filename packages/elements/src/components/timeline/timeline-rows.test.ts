/** What rows show and what can be done with them. Scrolling, announcements and keys are in `timeline.test.ts`. */
import {
  BmError,
  type EncryptionState,
  type MediaContent,
  type PollContent,
  type Timeline,
  type TimelineItem,
  type UndecryptableCause,
} from '@bundesmessenger/store';
import { createFakeStore, type FakeStore } from '@bundesmessenger/store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { BmEventMap } from '../../internal/events.ts';
import { greyPicture } from '../../testing/grey-picture.ts';
import { accessibilityFindings, find, findAll, focused, settled, show } from '../../testing/page.ts';
import { anna, cem, loggedIn, me, message, messages, morningMs, roomId, settings } from '../../testing/snapshots.ts';
import './timeline.define.ts';
import { BmTimeline } from './timeline.ts';

const topic = { type: 'timeline', roomId } as const;
/** The first who needs a part of the page waits until it is made. */

const timeline = (items: readonly TimelineItem[], changes: Partial<Timeline> = {}): Timeline => ({
  status: 'ready',
  atStart: true,
  atEnd: true,
  items,
  ...changes,
});

async function showTimeline(
  items: readonly TimelineItem[],
  changes: Partial<Timeline> = {},
): Promise<{ readonly store: FakeStore; readonly element: BmTimeline }> {
  const store = createFakeStore({ session: loggedIn() });
  store.show(topic, timeline(items, changes));
  store.show({ type: 'settings', roomId }, settings());
  const element = new BmTimeline();
  element.store = store;
  element.roomId = roomId;
  await show(element, { block: '500px' });
  return { store, element };
}

const row = (key: string): HTMLElement => find(`li[data-key="${key}"]`);
const inRow = <T extends Element = HTMLElement>(key: string, selector: string): T => {
  const found = row(key).querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector} in ${key}`);
  return found;
};
const text = (element: Element): string => element.textContent?.replace(/\s+/gu, ' ').trim() ?? '';
const commands = (store: FakeStore, type: string): unknown[] => store.commands.filter((each) => each.type === type);
const hover = (key: string): Promise<void> => userEvent.hover(inRow(key, 'article'));

const image: MediaContent = {
  msgtype: 'm.image',
  body: 'bruecke.png',
  filename: 'bruecke.png',
  captioned: false,
  file: { mediaId: 'picture', mimetype: 'image/png', widthPx: 1200, heightPx: 800, sizeBytes: 400_000, thumbnail: {} },
};
const document_: MediaContent = {
  msgtype: 'm.file',
  body: 'Bericht.pdf',
  filename: 'Bericht.pdf',
  captioned: false,
  file: { mediaId: 'file', mimetype: 'application/pdf', sizeBytes: 1_240_000 },
};
const poll: PollContent = {
  msgtype: 'm.poll',
  body: 'Wann?',
  kind: 'disclosed',
  maxSelections: 1,
  voterCount: 3,
  ended: false,
  answers: [
    { id: 'a', text: 'heute', votes: 2, own: true },
    { id: 'b', text: 'morgen', votes: 1, own: false },
  ],
};

describe('a row', () => {
  it('says inside its bubble what it waits for, at 280 CSS pixels', async () => {
    const waits = { own: true, send: { status: 'sending', waiting: 'network' } } as const;
    const { element } = await showTimeline([message(1, { ...waits, edited: true, body: 'Anbei der Entwurf.' })]);
    element.style.inlineSize = '280px';
    const bubble = inRow('m1', '.bubble').getBoundingClientRect();
    for (const shown of inRow('m1', '.meta').children) {
      const { left, right } = shown.getBoundingClientRect();
      expect(left, text(shown)).toBeGreaterThanOrEqual(bubble.left);
      expect(right, text(shown)).toBeLessThanOrEqual(bubble.right);
    }
  });

  it('shows formatted text as it was meant, and plain until that can be done', async () => {
    await showTimeline([
      message(1, { content: { msgtype: 'm.text', body: 'wichtig', formattedBody: '<strong>wichtig</strong>' } }),
    ]);
    expect(text(inRow('m1', '.text'))).toBe('wichtig');
    await expect.poll(() => row('m1').querySelector('strong')?.textContent).toBe('wichtig');
  });

  it('lets Tab stop at links and spoilers only where the focus is', async () => {
    const formattedBody = '<a href="https://a.example/">a</a><span data-mx-spoiler>b</span>';
    await showTimeline([1, 2].map((at) => message(at, { content: { msgtype: 'm.text', body: 'x', formattedBody } })));
    const stops = (key: string): number[] =>
      [...row(key).querySelectorAll<HTMLElement>('a, .spoiler')].map(({ tabIndex }) => tabIndex);
    await expect.poll(() => stops('m2')).toEqual([0, 0]);
    expect(stops('m1')).toEqual([-1, -1]);
    inRow('m2', '.spoiler').click();
    inRow('m1', 'article').focus();
    await settled();
    expect([stops('m1'), stops('m2')]).toEqual([
      [0, 0],
      [-1, -1],
    ]);
    expect(inRow('m2', '.spoiler')).toHaveAttribute('aria-expanded', 'true');
  });

  it('cuts what is long until the user wants all of it', async () => {
    await showTimeline([message(1, { body: 'x'.repeat(60_000) }), message(2, { body: '\n'.repeat(20_000) })]);
    for (const key of ['m1', 'm2']) {
      expect(row(key).offsetHeight).toBeLessThan(480);
      expect(find('.scroller').scrollWidth).toBe(find('.scroller').clientWidth);
    }
    expect(text(inRow('m1', '.text')).length).toBeLessThan(3_000);
    await userEvent.click(inRow('m1', '.more'));
    expect(inRow('m1', '.plain').textContent?.length).toBe(60_000);
    expect(inRow('m1', '.more')).toHaveAttribute('aria-expanded', 'true');
  });

  it.each([
    ['line breaks', '<br>'.repeat(1_500)],
    ['lines of code', `<pre>${'x\n'.repeat(2_000)}</pre>`],
    ['quotations in each other', `${'<blockquote>'.repeat(99)}${'x '.repeat(500)}`],
    ['rows of a table', `<table>${'<tr><td>x</td></tr>'.repeat(400)}</table>`],
  ])('cuts formatted text of many %s, however short the plain text is', async (_, markup) => {
    const content = { msgtype: 'm.text', body: 'kurz', formattedBody: `a${markup}b` } as const;
    await showTimeline([message(1, { content })]);
    await expect.poll(() => row('m1').querySelector('.rich.clipped')?.textContent).toMatch(/^\s*a/u);
    expect(row('m1').offsetHeight).toBeLessThan(480);
    await userEvent.click(inRow('m1', '.more'));
    expect(row('m1').querySelector('.clipped')).toBeNull();
  });

  it('shows formatted text of a few lines whole', async () => {
    const content = { msgtype: 'm.text', body: 'kurz', formattedBody: `a${'<br>'.repeat(20)}b` } as const;
    await showTimeline([message(1, { content })]);
    await expect.poll(() => row('m1').querySelector('.rich')?.textContent?.trim()).toBe('ab');
    expect(row('m1').querySelector('.more')).toBeNull();
  });

  it('shows what is answered, and leads there', async () => {
    const preview = { kind: 'message', msgtype: 'm.image', body: 'Die Brücke' } as const;
    await showTimeline([
      ...messages(40),
      message(50, { replyTo: { status: 'ready', eventId: '$3', sender: cem, preview } }),
      message(51, { replyTo: { status: 'unavailable', eventId: '$x' } }),
    ]);
    expect(text(inRow('m50', '.quote'))).toBe('Antwort auf Cem Yılmaz: Cem Yılmaz Bild: Die Brücke');
    expect(inRow('m50', 'article')).toHaveAccessibleName(
      /^Anna Schmidt Antwort auf Cem Yılmaz: Bild: Die Brücke Nachricht 50/u,
    );
    expect(text(inRow('m51', '.quote'))).toBe('Die zitierte Nachricht ist nicht verfügbar.');
    await userEvent.click(inRow('m50', '.quote'));
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m3');
    expect(row('m3')).toHaveClass('target');
  });

  it('names who is mentioned, also where nobody but the row tells of that person', async () => {
    const pill = (id: string): string => `<a href="https://matrix.to/#/${id}">Chef</a>`;
    const lena = { userId: '@lena:land.example', displayName: 'Lena Krüger' };
    const formattedBody = [me.userId, cem.userId, lena.userId, '@nobody:land.example'].map(pill).join(' ');
    await showTimeline([
      { ...message(1), kind: 'state', change: { type: 'joined', target: cem } },
      message(2, {
        content: { msgtype: 'm.text', body: 'x', formattedBody },
        mentioned: [lena],
        replyTo: {
          status: 'ready',
          eventId: '$0',
          sender: me,
          preview: { kind: 'message', msgtype: 'm.text', body: 'y' },
        },
      }),
    ]);
    await expect
      .poll(() => [...row('m2').querySelectorAll('.pill')].map((each) => each.textContent))
      .toEqual([`@${me.displayName}`, `@${cem.displayName}`, '@Lena Krüger', '@nobody:land.example']);
  });

  it('says who has reacted, and takes the own reaction back', async () => {
    const reactions = [
      { key: '👍', count: 4, own: true, names: ['Cem Yılmaz', 'Anna Schmidt'] },
      { key: '🙏', count: 1, own: false, names: ['Cem Yılmaz'] },
    ];
    const { store } = await showTimeline([message(1, { reactions, moreReactions: 3 })]);
    const buttons = [...row('m1').querySelectorAll('.reaction[aria-pressed]')];
    expect(buttons.map((button) => button.getAttribute('aria-pressed'))).toEqual(['true', 'false']);
    expect(buttons[0]).toHaveAccessibleName(
      /^👍 4 : \u2068Sie\u2069, \u2068Cem Yılmaz\u2069, \u2068Anna Schmidt\u2069 und 1 weitere Person$/u,
    );
    expect(inRow('m1', 'article')).toHaveAccessibleDescription(/^👍 4 : .*Cem Yılmaz.*🙏 1 : .*Cem Yılmaz/u);
    expect(text(inRow('m1', '.more-reactions'))).toBe('3 weitere Reaktionen');
    await userEvent.click(buttons[0]!);
    expect(store.commands.at(-1)).toMatchObject({ type: 'react', target: '$1', reaction: '👍' });
  });

  it('says who has read up to it', async () => {
    await showTimeline([message(1, { own: true, readBy: [anna, cem], readByCount: 5 })]);
    expect(text(inRow('m1', '.readers .visually-hidden'))).toBe(
      'Gelesen von \u2068Anna Schmidt\u2069, \u2068Cem Yılmaz\u2069 und 3 weitere Personen',
    );
  });

  it('says why it was not sent', async () => {
    const failed = { status: 'failed', code: 'MESSAGE_INVALID', recoverable: false } as const;
    await showTimeline([message(1, { own: true, send: failed })]);
    expect(inRow('m1', 'article')).toHaveAccessibleName(/Nicht gesendet$/u);
    expect(inRow('m1', 'article')).toHaveAccessibleDescription(/^Die Nachricht ist leer oder zu lang\./u);
  });

  it('warns in words where its sender cannot be sure', async () => {
    await showTimeline([message(1, { shield: 'unsignedDevice' }), message(2, { protection: 'clearText' })]);
    expect(text(inRow('m1', '.warning'))).toContain('von einem Gerät, das die Person nicht bestätigt hat');
    expect(text(inRow('m2', '.warning'))).toContain('unverschlüsselt');
  });

  it('tells users that it is a device of their own they have not verified', async () => {
    await showTimeline([message(1, { shield: 'unsignedDevice', sender: me, own: true })]);
    expect(text(inRow('m1', '.warning'))).toBe('Gesendet von einem Ihrer Geräte, das Sie noch nicht bestätigt haben.');
  });

  describe('that cannot be read because this device is locked', () => {
    const locked = (nth: number, cause: UndecryptableCause = 'backupLocked'): TimelineItem => {
      const { key, version, eventId, sender, own, originServerTs } = message(nth);
      return { key, version, eventId, sender, own, originServerTs, kind: 'undecryptable', cause } as TimelineItem;
    };
    const rows: readonly TimelineItem[] = [
      locked(1),
      { key: 'day', version: 1, kind: 'dateDivider', day: '2026-05-18' },
      locked(2),
      message(3),
      locked(4, 'withheldUnverified'),
      message(5),
      locked(6, 'beforeLogin'),
    ];
    const safety = { backup: { status: 'on', remaining: 0 }, logoutRisk: 'none' } as const;
    const unlockNeeded: EncryptionState = { status: 'unlockNeeded', methods: ['recoveryKey'], ...safety };
    const ready: EncryptionState = { status: 'ready', recovery: 'set', ...safety };
    const offers = (): string[] =>
      findAll('.unlock').map((button) => `${button.closest('li')?.dataset['key']}: ${text(button)}`);

    async function showLocked(state: EncryptionState): Promise<FakeStore> {
      const { store } = await showTimeline(rows);
      store.show({ type: 'encryption' }, state);
      await settled();
      return store;
    }

    it('offers the way out once, at the last of a run', async () => {
      const store = await showLocked(unlockNeeded);
      expect(offers()).toEqual(['m2: Entsperren', 'm4: Gerät bestätigen']);
      expect(inRow('m2', '.unlock')).toHaveAccessibleDescription(/Schlüssel-Backup/u);
      expect(await accessibilityFindings()).toEqual([]);
      store.show({ type: 'encryption' }, { status: 'resetNeeded', ...safety });
      await expect.poll(offers).toEqual(['m2: Neu beginnen', 'm4: Neu beginnen']);
      store.show({ type: 'encryption' }, ready);
      await expect.poll(offers).toEqual([]);
    });

    it('is unlocked from the keyboard, and then has the focus', async () => {
      const store = await showLocked(unlockNeeded);
      inRow('m2', 'article').focus();
      await settled();
      await userEvent.keyboard('{Tab}{Enter}');
      await expect.poll(() => focused()?.id).toBe('secret');
      expect(findAll('.bar')).toEqual([]);
      expect(await accessibilityFindings()).toEqual([]);
      store.answer({
        unlock: () => {
          store.show({ type: 'encryption' }, ready);
          store.show(topic, timeline(rows.map((row) => (row.key === 'm2' ? message(2, { version: 2 }) : row))));
          return undefined;
        },
      });
      await userEvent.keyboard('EsTc{Enter}');
      await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m2');
      expect(findAll('dialog[open]')).toEqual([]);
    });

    it('has the focus back where its user does not unlock', async () => {
      await showLocked(unlockNeeded);
      await userEvent.click(inRow('m4', '.unlock'));
      await expect.poll(() => focused()?.id).toBe('secret');
      await userEvent.keyboard('{Escape}');
      await expect.poll(() => focused()).toBe(inRow('m4', '.unlock'));
    });
  });

  it('says that it mentions the user', async () => {
    await showTimeline([message(1, { mentionsMe: true })]);
    expect(inRow('m1', 'article')).toHaveAccessibleName(/Sie werden erwähnt/u);
  });

  it('names the coordinates of a place and shows no map', async () => {
    const content = {
      msgtype: 'm.location',
      body: 'Lager',
      geoUri: 'geo:50.9,-6.96',
      latitude: 50.9,
      longitude: -6.96,
    } as const;
    await showTimeline([message(1, { content })]);
    expect(text(inRow('m1', '.place'))).toBe('Lager50,90000° Nord, 6,96000° West');
    expect(findAll('img, iframe')).toEqual([]);
  });

  it('has no accessibility findings with any content', async () => {
    const voice: MediaContent = {
      ...document_,
      msgtype: 'm.audio',
      file: { mediaId: 'voice', mimetype: 'audio/ogg', durationMs: 3_000 },
      voice: { waveform: [0.2, 0.8] },
    };
    await showTimeline([
      message(1, { content: image, reactions: [{ key: '👍', count: 1, own: false, names: ['Cem'] }] }),
      message(2, { content: document_ }),
      message(3, { content: voice }),
      message(4, { content: poll, thread: { count: 2, unreadCount: 1, highlightCount: 1 } }),
      { kind: 'readMarker', key: 'marker', version: 1 },
      message(5, { own: true, content: document_, send: { status: 'sending', waiting: 'answer', progress: 0.5 } }),
      message(6, { own: true, readBy: [anna], mentionsMe: true, shield: 'authenticityNotGuaranteed' }),
    ]);
    await hover('m4');
    await settled();
    expect(await accessibilityFindings()).toEqual([]);
  });
});

describe('a file', () => {
  it('has its size on the page before it is loaded, and is loaded when it is near', async () => {
    const { store } = await showTimeline([message(1, { content: image }), ...messages(38, 2)]);
    expect(commands(store, 'download')).toEqual([]);
    store.answer({ download: greyPicture });
    await expect.poll(() => findAll('ol[part=list] > li').length).toBe(39);
    row('m1').scrollIntoView();
    await expect.poll(() => inRow('m1', 'img').dataset['state']).toBe('loaded');
    const { width, height } = inRow('m1', '.picture').getBoundingClientRect();
    expect([width, Math.round((width / height) * 100)]).toEqual([360, 150]);
    expect(commands(store, 'download')).toEqual([
      { type: 'download', roomId, mediaId: 'picture', variant: 'thumbnail' },
    ]);
  });

  it('keeps to a bounded box whatever its sender says', async () => {
    const odd = (widthPx: number, heightPx: number): MediaContent => ({
      ...image,
      file: { mediaId: 'x', widthPx, heightPx },
    });
    await showTimeline([
      message(1, { content: odd(1e9, 1) }),
      message(2, { content: odd(1, 1e9) }),
      message(3, { content: odd(-5, 0) }),
    ]);
    for (const key of ['m1', 'm2', 'm3']) {
      const { width, height } = inRow(key, '.picture').getBoundingClientRect();
      expect(width).toBeLessThanOrEqual(360);
      expect(height).toBeLessThanOrEqual(320);
      expect(height).toBeGreaterThanOrEqual(70);
    }
  });

  it('stays inside its bubble, and the bubble in the room, at 280 CSS pixels', async () => {
    const filename = `${'Stellungnahme_'.repeat(8)}.pdf`;
    const { element } = await showTimeline([
      message(1, { content: { ...image, captioned: true, body: 'Blick von der Brücke heute früh' } }),
      message(2, { content: { ...document_, body: filename, filename } }),
    ]);
    element.style.inlineSize = '280px';
    const { right } = element.getBoundingClientRect();
    for (const [key, inside] of [
      ['m1', '.picture'],
      ['m2', '[part=download]'],
    ] as const) {
      const bubble = inRow(key, '.bubble').getBoundingClientRect().right;
      expect(bubble, key).toBeLessThanOrEqual(right);
      expect(inRow(key, inside).getBoundingClientRect().right, key).toBeLessThanOrEqual(bubble);
    }
  });

  it('that is no picture by its bytes is not shown as one', async () => {
    const { store } = await showTimeline([message(1, { content: image })]);
    store.answer({ download: () => new Blob(['<svg onload="x"/>'], { type: 'image/svg+xml' }) });
    store.show(topic, timeline([message(2, { content: { ...image, file: { mediaId: 'other' } } })]));
    await expect.poll(() => inRow('m2', 'img').dataset['state']).toBe('failed');
    expect(inRow('m2', 'img')).not.toHaveAttribute('src');
  });

  it('is named after its sender and itself', async () => {
    await showTimeline([message(1, { content: image })]);
    expect(inRow('m1', '.picture button')).toHaveAccessibleName('Vergrößern: Bild von Anna Schmidt, bruecke.png');
  });

  it('has its caption once in the name of its message', async () => {
    await showTimeline([message(1, { content: { ...image, captioned: true, body: 'Blick von der Brücke' } })]);
    expect(inRow('m1', 'article')).toHaveAccessibleName(
      /^Anna Schmidt Vergrößern: Bild von Anna Schmidt, bruecke\.png Blick von der Brücke 20\. November 2026/u,
    );
  });

  it('is saved under its name and never opened (CVE-2021-21320, CVE-2021-32622)', async () => {
    const { store } = await showTimeline([message(1, { content: { ...document_, filename: 'Seite.html' } })]);
    store.answer({ download: () => new Blob(['<script>x</script>'], { type: 'text/html' }) });
    const saved: { name: string; type: string }[] = [];
    const create = URL.createObjectURL;
    let type = '';
    URL.createObjectURL = (blob) => ((type = (blob as Blob).type), create(blob));
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, type });
    };
    await userEvent.click(inRow('m1', '[part=download]'));
    await expect.poll(() => saved).toEqual([{ name: 'Seite.html', type: 'application/octet-stream' }]);
    URL.createObjectURL = create;
    HTMLAnchorElement.prototype.click = click;
  });

  it('says when it could not be loaded', async () => {
    const { store } = await showTimeline([message(1, { content: document_ })]);
    store.answer({ download: () => Promise.reject(new BmError('OFFLINE', '')) });
    await userEvent.click(inRow('m1', '[part=download]'));
    await expect.poll(() => text(row('m1'))).toContain('Die Datei konnte nicht geladen werden.');
  });

  it.each([
    ['MEDIA_INFECTED', 'In dieser Datei wurde Schadsoftware gefunden. Sie wird nicht geladen.'],
    ['MEDIA_TYPE_FORBIDDEN', 'Ihre Organisation lässt Dateien dieser Art nicht zu.'],
    ['MEDIA_CORRUPT', 'Diese Datei ist beschädigt oder wurde verändert. Sie wird nicht angezeigt.'],
  ] as const)('that nobody gets (%s) says why, and so does a picture', async (code, why) => {
    const { store } = await showTimeline([message(1, { content: document_ })]);
    store.answer({ download: () => Promise.reject(new BmError(code, '')) });
    await userEvent.click(inRow('m1', '[part=download]'));
    await expect.poll(() => text(row('m1'))).toContain(why);
    store.show(topic, timeline([message(2, { content: { ...image, file: { mediaId: 'other' } } })]));
    await expect.poll(() => text(row('m2'))).toContain(why);
    expect(inRow('m2', 'img')).not.toHaveAttribute('src');
  });

  it('that nobody can load says so', async () => {
    const { file: _, ...without } = document_;
    await showTimeline([message(1, { content: without })]);
    expect(text(inRow('m1', '.text'))).toBe('Bericht.pdfDiese Datei ist nicht verfügbar.');
  });

  it('that is on its way shows how far, and can be taken back', async () => {
    const { store } = await showTimeline([
      message(1, { own: true, content: document_, send: { status: 'sending', waiting: 'answer', progress: 0.42 } }),
    ]);
    expect(inRow('m1', 'progress')).toHaveAccessibleName('42 % hochgeladen');
    expect(inRow('m1', 'progress')).toHaveAttribute('aria-valuetext', expect.stringMatching(/^42\s%$/u));
    await userEvent.click(inRow('m1', '.upload button'));
    expect(store.commands.at(-1)).toEqual({ type: 'discard', roomId, key: 'm1' });
  });

  it('can be taken back before it is known how much has arrived', async () => {
    const { store } = await showTimeline([
      message(1, { own: true, content: document_, send: { status: 'sending', waiting: 'answer', progress: 0 } }),
    ]);
    expect(inRow<HTMLProgressElement>('m1', 'progress').position).toBe(-1); // indeterminate
    await userEvent.click(inRow('m1', '.upload button'));
    expect(store.commands.at(-1)).toEqual({ type: 'discard', roomId, key: 'm1' });
  });

  it('fills the window when a picture is opened, and gives the focus back', async () => {
    const { store } = await showTimeline([message(1, { content: image }), message(2, { content: image })]);
    store.answer({ download: greyPicture });
    await userEvent.click(inRow('m2', '.picture button'));
    await expect.poll(() => findAll<HTMLDialogElement>('dialog[open]').length).toBe(1);
    expect(text(find('.position'))).toBe('Bild 2 von 2');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => text(find('.position'))).toBe('Bild 1 von 2');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => findAll('bm-image-viewer').length).toBe(0);
    expect(focused()?.closest('li')?.dataset['key']).toBe('m2');
  });

  it('that fills the window closes when it is deleted, and the focus goes to its message', async () => {
    const { store } = await showTimeline([message(1, { content: image }), message(2, { content: image })]);
    store.answer({ download: greyPicture });
    await userEvent.click(inRow('m2', '.picture button'));
    await expect.poll(() => findAll<HTMLDialogElement>('dialog[open]').length).toBe(1);
    const gone = {
      key: 'm2',
      version: 2,
      kind: 'redacted',
      sender: anna,
      own: false,
      originServerTs: morningMs,
    } as const;
    store.show(topic, timeline([message(1, { content: image }), gone]));
    await expect.poll(() => findAll('bm-image-viewer').length).toBe(0);
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m2');
  });

  it('that fills the window closes when its message is gone, and the focus goes to the one after it', async () => {
    const pictures = [1, 2, 3].map((at) => message(at, { content: image }));
    const { store } = await showTimeline(pictures);
    store.answer({ download: greyPicture });
    await userEvent.click(inRow('m2', '.picture button'));
    await expect.poll(() => findAll<HTMLDialogElement>('dialog[open]').length).toBe(1);
    store.show(topic, timeline(pictures.filter(({ key }) => key !== 'm2')));
    await expect.poll(() => findAll('bm-image-viewer').length).toBe(0);
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m3');
  });
});

describe('a poll', () => {
  it('shows its result, and votes', async () => {
    const { store } = await showTimeline([message(1, { content: poll })]);
    const answers = [...row('m1').querySelectorAll('.answer')];
    expect(answers.map((answer) => text(answer))).toEqual([
      'heute 2 Stimmen,267 % Ihre Stimme',
      'morgen 1 Stimme,133 %',
    ]);
    await userEvent.click(answers[1]!);
    expect(store.commands.at(-1)).toMatchObject({ type: 'vote', pollId: '$1', answerIds: ['b'] });
    await userEvent.click(answers[0]!);
    expect(store.commands.at(-1)).toMatchObject({ type: 'vote', answerIds: [] });
  });

  it('has its numbers below each other, whichever answer is the own one', async () => {
    await showTimeline([message(1, { content: poll })]);
    const ends = [...row('m1').querySelectorAll('.votes')].map((votes) => votes.getBoundingClientRect().right);
    expect(ends[0]).toBeCloseTo(ends[1]!, 0);
  });

  it('of several choices adds one', async () => {
    const { store } = await showTimeline([message(1, { content: { ...poll, maxSelections: 2 } })]);
    await userEvent.click(row('m1').querySelectorAll('.answer')[1]!);
    expect(store.commands.at(-1)).toMatchObject({ answerIds: ['a', 'b'] });
  });

  it('that is hidden says when it will be shown', async () => {
    const answers = poll.answers.map(({ id, text: answer, own }) => ({ id, text: answer, own }));
    const { voterCount: _, ...hidden } = { ...poll, kind: 'undisclosed', answers } as const;
    await showTimeline([message(1, { content: hidden })]);
    expect(text(inRow('m1', '.outcome'))).toBe('Das Ergebnis erscheint, wenn die Umfrage beendet ist.');
    expect(findAll('.votes')).toEqual([]);
  });

  it('that has ended takes no votes', async () => {
    const { store } = await showTimeline([message(1, { content: { ...poll, ended: true } })]);
    row('m1').querySelectorAll<HTMLElement>('.answer')[1]?.click();
    expect(commands(store, 'vote')).toEqual([]);
    expect(text(inRow('m1', '.outcome'))).toContain('Umfrage beendet');
  });

  it('is ended after a question', async () => {
    const { store } = await showTimeline([message(1, { own: true, content: poll })]);
    await openMenu('m1');
    await choose('Umfrage beenden');
    await expect.poll(() => findAll('dialog[open]').length).toBe(1);
    await userEvent.click(find('dialog [type=submit]'));
    expect(store.commands.at(-1)).toMatchObject({ type: 'endPoll', pollId: '$1', text: 'Umfrage beendet' });
  });
});

async function openMenu(key: string): Promise<void> {
  inRow(key, 'article').focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
}

async function choose(label: string): Promise<void> {
  const item = findAll('[role=menuitem]').find((each) => text(each) === label);
  if (!item) throw new Error(`no ${label}`);
  await userEvent.click(item);
}

const menu = (): string[] => findAll('[role=menuitem]').map((item) => text(item));

describe('the actions of a message', () => {
  it('are a toolbar for the pointer, with one tab stop', async () => {
    await showTimeline(messages(2));
    expect(findAll('[role=toolbar]')).toEqual([]);
    await hover('m1');
    await settled();
    const buttons = [...row('m1').querySelectorAll<HTMLElement>('[role=toolbar] button')];
    expect(buttons.map((button) => button.getAttribute('aria-label'))).toEqual([
      'Reagieren',
      'Antworten',
      'Im Thread antworten',
      'Weitere Aktionen',
    ]);
    expect(buttons.filter(({ tabIndex }) => tabIndex === 0).length).toBe(1);
  });

  it('are not shown for a row that is scrolled under a pointer at rest', async () => {
    await showTimeline(messages(2));
    // The pointer may rest on the last one from before: it has to move.
    await hover('m0');
    await hover('m1');
    await settled();
    inRow('m0', 'article').dispatchEvent(
      new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType: 'mouse' }),
    );
    await settled();
    expect([row('m1'), row('m0')].map((shown) => shown.querySelector('[role=toolbar]') !== null)).toEqual([
      true,
      false,
    ]);
  });

  it('are reached from the keyboard: Tab leads from the message to them, arrows between them', async () => {
    await showTimeline(messages(2));
    await userEvent.tab();
    await expect.poll(() => focused()?.localName).toBe('article');
    await userEvent.tab();
    await expect.poll(() => focused()?.getAttribute('aria-label')).toBe('Reagieren');
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(focused()).toHaveAttribute('aria-label', 'Weitere Aktionen');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => focused()?.getAttribute('aria-label')).toBe('Weitere Aktionen');
  });

  it('are a menu with Enter or Shift and F10, which opens on its first item and returns the focus', async () => {
    await showTimeline([message(1), message(2, { own: true })]);
    await openMenu('m2');
    expect(menu()).toEqual([
      'Reagieren',
      'Antworten',
      'Im Thread antworten',
      'Bearbeiten',
      'Text kopieren',
      'Anheften',
      'Löschen',
    ]);
    expect(text(focused()!)).toBe('Reagieren');
    expect(await accessibilityFindings()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m2');
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
  });

  it('are found in their menu by the letter with which they begin, one after the other', async () => {
    await showTimeline([message(1, { own: true })]);
    await openMenu('m1');
    await userEvent.keyboard('a');
    expect(text(focused()!)).toBe('Antworten');
    await userEvent.keyboard('A');
    expect(text(focused()!)).toBe('Anheften');
    await userEvent.keyboard('ax');
    expect(text(focused()!)).toBe('Antworten');
  });

  it('go once what was chosen takes the focus elsewhere', async () => {
    const { element } = await showTimeline(messages(2));
    const field = document.createElement('input');
    element.before(field);
    element.addEventListener('bm-reply', () => field.focus());
    await openMenu('m1');
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(document.activeElement).toBe(field);
    await expect.poll(() => findAll('[role="toolbar"]').length).toBe(0);
  });

  it('are only those that the user may', async () => {
    const { store } = await showTimeline([
      message(1),
      message(2, { own: true, send: { status: 'sending', waiting: 'turn' } }),
    ]);
    store.show({ type: 'settings', roomId }, settings({ redact: false, pin: false, react: false }));
    await settled();
    await openMenu('m1');
    expect(menu()).toEqual(['Antworten', 'Im Thread antworten', 'Text kopieren', 'Person blockieren']);
  });

  it('of what is not sent yet are to edit and to discard', async () => {
    const { eventId: _, ...echo } = message(1, { own: true, send: { status: 'sending', waiting: 'network' } });
    await showTimeline([echo]);
    await openMenu('m1');
    expect(menu()).toEqual(['Bearbeiten', 'Text kopieren', 'Verwerfen']);
  });

  it('of what was deleted are to go on with its thread, or none', async () => {
    const fields = { version: 1, sender: anna, own: false, originServerTs: morningMs, kind: 'redacted' } as const;
    await showTimeline([
      { ...fields, key: 'm1', eventId: '$1' },
      { ...fields, key: 'm2', eventId: '$2', thread: { count: 1, unreadCount: 0, highlightCount: 0 } },
    ]);
    await hover('m1');
    await settled();
    expect(findAll('[role="toolbar"]')).toEqual([]);
    await openMenu('m2');
    expect(menu()).toEqual(['Im Thread antworten']);
  });

  it('follow the message while their menu is open', async () => {
    const { eventId: _, ...echo } = message(1, { own: true, send: { status: 'sending', waiting: 'answer' } });
    const { store } = await showTimeline([echo]);
    await openMenu('m1');
    expect(text(focused()!)).toBe('Bearbeiten');
    store.show(topic, timeline([message(1, { own: true, version: 2 })]));
    await expect.poll(() => menu()).toContain('Löschen');
    expect(menu()).not.toContain('Verwerfen');
    expect(text(focused()!)).toBe('Bearbeiten');
    await choose('Anheften');
    expect(store.commands.at(-1)).toEqual({ type: 'pin', roomId, eventId: '$1' });
  });

  it('go with the message, and what of them had the focus hands it on', async () => {
    const { eventId: _, ...echo } = message(1, { own: true, send: { status: 'sending', waiting: 'answer' } });
    const { store } = await showTimeline([message(0), echo]);
    await openMenu('m1');
    await userEvent.keyboard('{End}');
    expect(text(focused()!)).toBe('Verwerfen');
    store.show(topic, timeline([message(0), message(1, { own: true, version: 2 })]));
    await expect.poll(() => text(focused()!)).toBe('Reagieren');
    store.show(topic, timeline([message(0)]));
    await expect.poll(() => menu()).toEqual([]);
  });

  it('give the focus to their message when it is deleted while their menu is open', async () => {
    const { store } = await showTimeline([message(0), message(1)]);
    inRow('m1', 'article').focus();
    await userEvent.keyboard('{Tab}{ArrowLeft}{Enter}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
    const { key, sender, originServerTs } = message(1);
    const gone = { key, sender, originServerTs, own: false, version: 2, eventId: '$1', kind: 'redacted' } as const;
    store.show(topic, timeline([message(0), gone]));
    await expect.poll(() => focused()?.matches('li[data-key="m1"] article')).toBe(true);
  });

  it('ask composer and thread by events', async () => {
    const { element } = await showTimeline([message(1, { own: true })]);
    const heard: unknown[] = [];
    const hear = ({ type, detail }: BmEventMap[keyof BmEventMap]): void => void heard.push({ type, ...detail });
    for (const type of ['bm-reply', 'bm-edit', 'bm-thread-open'] as const) element.addEventListener(type, hear);
    for (const label of ['Antworten', 'Bearbeiten', 'Im Thread antworten']) {
      await openMenu('m1');
      await choose(label);
    }
    expect(heard).toEqual([
      { type: 'bm-reply', roomId, eventId: '$1' },
      { type: 'bm-edit', roomId, target: '$1' },
      { type: 'bm-thread-open', roomId, threadId: '$1' },
    ]);
  });

  it('delete only after a question, and then lead to a neighbour', async () => {
    const { store } = await showTimeline(messages(3));
    await openMenu('m1');
    await choose('Löschen');
    await expect.poll(() => focused()?.textContent?.trim()).toBe('Abbrechen');
    expect(commands(store, 'redact')).toEqual([]);
    expect(await accessibilityFindings()).toEqual([]);
    store.answer({ redact: () => Promise.reject(new BmError('FORBIDDEN', '')) });
    await userEvent.click(find('dialog .danger'));
    await expect.poll(() => text(find('dialog [role=alert]'))).toContain('fehlt Ihnen die Berechtigung');
    store.answer({ redact: () => undefined });
    await userEvent.click(find('dialog .danger'));
    expect(store.commands.at(-1)).toMatchObject({ type: 'redact', target: '$1' });
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m2');
  });

  it('ignore a person after a question, say so, and lead to a row of somebody else', async () => {
    const { store } = await showTimeline([message(0), ...[1, 2].map((at) => message(at, { sender: cem })), message(3)]);
    await openMenu('m1');
    await choose('Person blockieren');
    await expect.poll(() => focused()?.textContent?.trim()).toBe('Abbrechen');
    const dialog = find('dialog[open]');
    expect(dialog).toHaveAccessibleName(new RegExp(cem.displayName));
    expect(dialog).toHaveAccessibleDescription(/in keinem Raum mehr.*erfährt davon nichts.*In Ihrem Konto/u);
    expect(commands(store, 'setIgnored')).toEqual([]);
    expect(await accessibilityFindings()).toEqual([]);
    store.answer({ setIgnored: () => Promise.reject(new BmError('OFFLINE', '')) });
    await userEvent.click(find('dialog .danger'));
    await expect.poll(() => text(find('dialog [role=alert]'))).not.toBe('');
    store.answer({
      setIgnored() {
        store.show(topic, timeline([message(0), message(3)]));
        return undefined;
      },
    });
    await userEvent.click(find('dialog .danger'));
    expect(store.commands.at(-1)).toEqual({ type: 'setIgnored', userId: cem.userId, isIgnored: true });
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m3');
    expect(text(find('.toast'))).toContain('ist blockiert');
  });

  it('ignore a person whose rows go later: the focus is with somebody else all the same', async () => {
    const { store } = await showTimeline([message(0), ...[1, 2].map((at) => message(at, { sender: cem }))]);
    await openMenu('m1');
    await choose('Person blockieren');
    await userEvent.click(find('dialog[open] .danger'));
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m0');
    store.show(topic, timeline([message(0)]));
    await settled();
    expect(focused()?.closest('li')?.dataset['key']).toBe('m0');
  });

  it('delete also without a network: the dialog does not wait, and what is refused later is said', async () => {
    const { store } = await showTimeline(messages(3));
    const gate = Promise.withResolvers<undefined>();
    store.answer({ redact: () => gate.promise });
    await openMenu('m1');
    await choose('Löschen');
    await expect.poll(() => findAll('dialog[open]').length).toBe(1);
    await userEvent.click(find('dialog .danger'));
    await expect.poll(() => findAll('dialog[open]').length).toBe(0);
    gate.reject(new BmError('FORBIDDEN', ''));
    await expect.poll(() => text(find('.toast'))).toContain('Das hat nicht funktioniert.');
  });

  it('pin and unpin', async () => {
    const { store } = await showTimeline(messages(2));
    await openMenu('m0');
    await choose('Anheften');
    expect(store.commands.at(-1)).toEqual({ type: 'pin', roomId, eventId: '$0' });
    store.show({ type: 'pinned', roomId }, timeline([message(0)]));
    await openMenu('m0');
    await choose('Nicht mehr anheften');
    expect(store.commands.at(-1)).toEqual({ type: 'unpin', roomId, eventId: '$0' });
  });

  it('add a reaction by the picker, and give the focus back', async () => {
    const { store } = await showTimeline(messages(2));
    await openMenu('m0');
    await choose('Reagieren');
    await expect.poll(() => findAll('[role=option]').length).toBeGreaterThan(50);
    await userEvent.click(find('[role=option][aria-label="grinsendes Gesicht"]'));
    expect(store.commands.at(-1)).toMatchObject({ type: 'react', target: '$0', reaction: '😀' });
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m0');
  });

  it('say in the page that something did not work', async () => {
    const { store } = await showTimeline(messages(1));
    store.answer({ pin: () => Promise.reject(new BmError('FORBIDDEN', '')) });
    await openMenu('m0');
    await choose('Anheften');
    await expect.poll(() => text(find('.toast'))).toContain('Das hat nicht funktioniert.');
  });
});

describe('the way to another place', () => {
  it('leads around an event that is not here, and back to the newest', async () => {
    const { store, element } = await showTimeline(messages(30, 100));
    const far = { type: 'focused', roomId, eventId: '$20' } as const;
    store.show(far, timeline(messages(40), { atStart: false, atEnd: false }));
    element.showEvent('$20');
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m20');
    expect(element.eventId).toBe('$20');
    await userEvent.click(find('.to-newest'));
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m129');
    expect(element.eventId).toBeUndefined();
  });

  it('leads to what stands next to an event without a row, as the first one of a day may be', async () => {
    const { store, element } = await showTimeline(messages(3));
    const items = messages(41).slice(1);
    const around = { status: 'ready', atStart: false, atEnd: false, around: 'm20', items } as const;
    store.show({ type: 'focused', roomId, eventId: '$reaction' }, around);
    element.showEvent('$reaction');
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m20');
  });

  it('pages forwards there', async () => {
    const { store, element } = await showTimeline(messages(5, 100));
    store.show({ type: 'focused', roomId, eventId: '$2' }, timeline(messages(5), { atEnd: false }));
    element.showEvent('$2');
    await expect
      .poll(() => commands(store, 'paginate'))
      .toEqual([
        { type: 'paginate', roomId, limit: 30, direction: 'forwards', view: { type: 'focused', eventId: '$2' } },
      ]);
  });

  it('leads to the first unread message, and stays away once it was seen', async () => {
    const items = [...messages(40), { kind: 'readMarker', key: 'marker', version: 1 } as const, ...messages(40, 40)];
    const { store } = await showTimeline(items);
    await expect.poll(() => findAll('.to-unread').length).toBe(1);
    await userEvent.click(find('.to-unread'));
    await expect.poll(() => focused()?.closest('li')?.dataset['key']).toBe('m40');
    expect(findAll('.to-unread').length).toBe(0);
    expect(commands(store, 'setFullyRead')).toEqual([]);
  });

  it('leads to an unread message that is not here', async () => {
    const { element } = await showTimeline(messages(5), { readUpTo: '$old' });
    await userEvent.click(find('.to-unread'));
    expect(element.eventId).toBe('$old');
  });

  it('marks as read for good when the room is left at its end', async () => {
    const { store, element } = await showTimeline(messages(5));
    await expect.poll(() => commands(store, 'markRead')).toEqual([{ type: 'markRead', roomId, eventId: '$4' }]);
    expect(commands(store, 'setFullyRead')).toEqual([]);
    element.remove();
    expect(commands(store, 'setFullyRead')).toEqual([{ type: 'setFullyRead', roomId, eventId: '$4' }]);
  });
});

describe('hostile markup', () => {
  it.each([
    ['<img src=x onerror=window.__pwned=1>x', 'x'],
    ['<svg onload=window.__pwned=1>x</svg>', 'Ersatz'],
    ['<a href="javascript:window.__pwned=1">a</a>', 'a'],
    ['<div style="position:fixed;inset:0" class="modal">Bitte neu anmelden</div>', 'Bitte neu anmelden'],
    ['<mx-reply><blockquote>Ich genehmige das.</blockquote></mx-reply>Danke', 'Danke'],
    [`<table><tr>${'<td>'.repeat(9_000)}`, 'Ersatz'],
    ['<form id="currentScript"><input id="attributes"></form><span id="__proto__">y</span>', 'y'],
  ])('leaves only its text (CVE-2023-30609, CVE-2023-37259): %#', async (formattedBody, shown) => {
    await showTimeline([
      message(1),
      message(2, { content: { msgtype: 'm.text', body: 'Ersatz', formattedBody } }),
      message(3),
    ]);
    await expect.poll(() => text(inRow('m2', '.text'))).toBe(shown);
    const inside = [...row('m2').querySelectorAll('.text *')];
    expect(inside.filter((element) => element.matches('script, svg, img, form, input, style, [style], [id]'))).toEqual(
      [],
    );
    expect((window as { __pwned?: number }).__pwned).toBeUndefined();
    expect([text(inRow('m1', '.text')), text(inRow('m3', '.text'))]).toEqual(['Nachricht 1', 'Nachricht 3']);
  });

  it('with a time that is no time is shown (U10)', async () => {
    await showTimeline([message(1, { originServerTs: Number.MAX_SAFE_INTEGER, own: false, sender: me })]);
    expect(text(inRow('m1', '.text'))).toBe('Nachricht 1');
    expect(morningMs).toBeGreaterThan(0);
  });
});

describe('a change of the room', () => {
  it('is read from left to right in a page that is not, also where a name begins it that is not either', async () => {
    const noa = { userId: '@noa:behoerde.example', displayName: 'נועה' };
    document.documentElement.dir = 'rtl';
    onTestFinished(() => document.documentElement.removeAttribute('dir'));
    const { originServerTs } = message(1);
    await showTimeline([
      { key: 's1', version: 1, kind: 'state', sender: noa, own: false, originServerTs, change: { type: 'created' } },
    ]);
    const words = [...inRow('s1', 'article > span').childNodes].find(({ nodeValue }) => nodeValue?.includes('נועה'))!;
    const leftPx = (part: string): number => {
      const range = document.createRange();
      const at = words.nodeValue!.indexOf(part);
      range.setStart(words, at);
      range.setEnd(words, at + part.length);
      return range.getBoundingClientRect().left;
    };
    expect(leftPx('נועה')).toBeLessThan(leftPx('hat'));
    expect(leftPx('hat')).toBeLessThan(leftPx('angelegt'));
  });
});

describe('a request to verify', () => {
  it('says who asked whom and how it ended, and has nothing to press', async () => {
    const fields = {
      version: 1,
      kind: 'verification',
      sender: anna,
      own: false,
      originServerTs: morningMs,
      asked: cem,
    } as const;
    await showTimeline([
      { ...fields, key: 'v1' },
      { ...fields, key: 'v2', outcome: 'cancelled' },
      { ...fields, key: 'v3', outcome: 'done' },
    ]);
    const asked = `\u2068${anna.displayName}\u2069 hat \u2068${cem.displayName}\u2069 um gegenseitige Bestätigung gebeten.`;
    expect(text(inRow('v1', 'article'))).toContain(asked);
    expect(inRow('v1', 'article')).toHaveAccessibleName(new RegExp(`^${asked} 20\\. November 2026`, 'u'));
    expect(text(inRow('v2', 'article'))).toContain(`${asked} Die Anfrage wurde abgebrochen.`);
    expect(text(inRow('v3', 'article'))).toContain(
      `\u2068${anna.displayName}\u2069 und \u2068${cem.displayName}\u2069 haben sich gegenseitig bestätigt.`,
    );
    expect(findAll('li button')).toEqual([]);
    expect(await accessibilityFindings()).toEqual([]);
  });
});
