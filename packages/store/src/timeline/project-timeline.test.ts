import { describe, expect, it } from 'vitest';
import type { Echo } from '../outbox/outbox.ts';
import { projectTimeline, type ProjectedItem, type TimelineEvent, type TimelineInput } from './project-timeline.ts';

const userId = '@erika:server.example';
const otherId = '@max:server.example';
/** 2026-03-01T12:00:00Z */
const noon = 1_772_366_400_000;
const dayMs = 24 * 60 * 60_000;

let eventCount = 0;
/** An encrypted text message of somebody else, unless told otherwise. */
const event = (change: Partial<TimelineEvent> = {}): TimelineEvent => ({
  eventId: `$${++eventCount}`,
  type: 'm.room.message',
  sender: otherId,
  originServerTs: noon,
  content: { msgtype: 'm.text', body: 'Guten Tag' },
  encrypted: true,
  redacted: false,
  ...change,
});
/** The replacement of `original` by its own sender. */
const edit = (original: TimelineEvent, body: string, change: Partial<TimelineEvent> = {}): TimelineEvent =>
  event({
    sender: original.sender,
    encrypted: original.encrypted,
    originServerTs: original.originServerTs + 1,
    content: {
      msgtype: 'm.text',
      body: `* ${body}`,
      'm.new_content': { msgtype: 'm.text', body },
      'm.relates_to': { rel_type: 'm.replace', event_id: original.eventId },
    },
    ...change,
  });
const echo = (change: Partial<Echo> = {}): Echo => ({
  key: 'k1',
  content: { msgtype: 'm.text', body: 'unterwegs' },
  queuedTs: noon,
  send: { status: 'sending', waiting: 'answer' },
  ...change,
});

const utcDay = (timestampMs: number): string =>
  Math.abs(timestampMs) <= 8.64e15 ? new Date(timestampMs).toISOString().slice(0, 10) : '1970-01-01';
const project = (
  events: readonly TimelineEvent[],
  input: Partial<TimelineInput> = {},
): readonly Exclude<ProjectedItem, { kind: 'dateDivider' }>[] =>
  projectAll(events, input).filter((item) => item.kind !== 'dateDivider');
const projectAll = (events: readonly TimelineEvent[], input: Partial<TimelineInput> = {}): readonly ProjectedItem[] =>
  projectTimeline({
    userId,
    events,
    echoes: [],
    nameOf: (id) => (id === otherId ? 'Max' : 'Erika'),
    keyOf: () => undefined,
    dayOf: utcDay,
    ...input,
  });
const bodyOf = (item: ProjectedItem | undefined): string | undefined =>
  item?.kind === 'message' ? item.content.body : undefined;
const daysOf = (items: readonly ProjectedItem[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'dateDivider' ? [item.day] : []));

describe('a message', () => {
  it('becomes one item with sender, time and content', () => {
    expect(project([event({ eventId: '$a' })])).toEqual([
      {
        key: '$a',
        eventId: '$a',
        kind: 'message',
        sender: { userId: otherId, displayName: 'Max' },
        own: false,
        originServerTs: noon,
        content: { msgtype: 'm.text', body: 'Guten Tag' },
        send: { status: 'sent' },
        protection: 'encrypted',
        edited: false,
      },
    ]);
  });

  it.each(['m.text', 'm.notice', 'm.emote'])('may be of msgtype %s', (msgtype) => {
    expect(project([event({ content: { msgtype, body: 'x' } })])[0]).toMatchObject({
      kind: 'message',
      content: { msgtype, body: 'x' },
    });
  });

  it('is own where the logged-in user sent it', () => {
    expect(project([event({ sender: userId })])[0]).toMatchObject({ own: true });
  });

  it('is marked where it came in clear text', () => {
    expect(project([event({ encrypted: false })])[0]).toMatchObject({ protection: 'clearText' });
  });

  it('keeps the order of the room, not of the clocks', () => {
    const late = event({ originServerTs: noon + 5 });
    const early = event({ originServerTs: noon });
    expect(project([late, early]).map(({ key }) => key)).toEqual([late.eventId, early.eventId]);
  });

  it('survives a structured clone', () => {
    const items = projectAll([event(), event({ redacted: true }), event({ undecryptable: 'unknown' })]);
    expect(structuredClone(items)).toEqual(items);
  });
});

describe('what is no readable message', () => {
  it('is shown as redacted, without what it said', () => {
    const [item] = project([event({ redacted: true })]);
    expect(item).toEqual({
      key: item!.key,
      eventId: item!.key,
      kind: 'redacted',
      sender: { userId: otherId, displayName: 'Max' },
      own: false,
      originServerTs: noon,
    });
  });

  it.each(['beforeLogin', 'beforeJoin', 'waitingForKeys', 'withheld', 'unknown'] as const)(
    'is shown as undecryptable with the cause %s',
    (undecryptable) => {
      expect(project([event({ undecryptable, type: 'm.room.encrypted', content: {} })])[0]).toMatchObject({
        kind: 'undecryptable',
        cause: undecryptable,
      });
    },
  );

  it('is redacted rather than undecryptable', () => {
    expect(project([event({ redacted: true, undecryptable: 'unknown' })])[0]).toMatchObject({ kind: 'redacted' });
  });

  it('is a state change in the words of state changes', () => {
    expect(
      project([event({ type: 'm.room.name', stateKey: '', content: { name: 'Amtsstube' }, encrypted: false })])[0],
    ).toMatchObject({ kind: 'state', change: { type: 'name', name: 'Amtsstube' } });
  });

  it('stays out as a state that says nothing to people', () => {
    expect(project([event({ type: 'm.room.power_levels', stateKey: '', content: {} })])).toEqual([]);
  });

  it.each(['m.image', 'm.file', 'm.audio', 'm.video', 'm.location', 'org.example.custom'])(
    'is unsupported with the fall-back body as msgtype %s',
    (msgtype) => {
      expect(project([event({ content: { msgtype, body: 'bild.png' } })])[0]).toMatchObject({
        kind: 'unsupported',
        eventType: 'm.room.message',
        body: 'bild.png',
      });
    },
  );

  it.each(['m.sticker', 'm.poll.start', 'org.matrix.msc3381.poll.start'])('is unsupported as %s', (type) => {
    expect(project([event({ type, content: {} })])[0]).toMatchObject({ kind: 'unsupported', eventType: type });
  });

  it('is unsupported without a body where there is none', () => {
    expect(project([event({ type: 'm.sticker', content: {} })])[0]).not.toHaveProperty('body');
  });

  it.each(['m.reaction', 'm.room.redaction', 'm.call.invite', 'm.key.verification.start', 'org.example.unknown'])(
    'stays out as %s',
    (type) => {
      expect(project([event({ type, content: { body: 'x' } })])).toEqual([]);
    },
  );

  it('stays out as a redacted reaction', () => {
    expect(project([event({ type: 'm.reaction', redacted: true })])).toEqual([]);
  });

  it('takes a message with a state key for state, never for a message', () => {
    expect(project([event({ stateKey: '' })])).toEqual([]);
  });
});

describe('hostile content', () => {
  it.each([5, null, true, {}, [], undefined])('with the body %o is unsupported', (body) => {
    expect(project([event({ content: { msgtype: 'm.text', body } })])[0]).toMatchObject({ kind: 'unsupported' });
  });

  it('with a body that is no string shows no fall-back text', () => {
    expect(project([event({ content: { msgtype: 'm.text', body: {} } })])[0]).not.toHaveProperty('body');
  });

  it.each([5, null, {}, 'toString', '__proto__'])('with the msgtype %o is unsupported', (msgtype) => {
    expect(project([event({ content: { msgtype, body: 'x' } })])[0]).toMatchObject({ kind: 'unsupported' });
  });

  it('with __proto__ changes no prototype', () => {
    const content = JSON.parse('{"msgtype":"m.text","body":"x","__proto__":{"polluted":true}}');
    const [item] = project([event({ content })]);
    expect([(item as { polluted?: unknown }).polluted, ({} as { polluted?: unknown }).polluted]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('adds no member to the item', () => {
    const content = { msgtype: 'm.text', body: 'x', formatted_body: '<img src=x>', own: true, key: 'k' };
    expect(project([event({ content })])[0]).toMatchObject({ own: false, content: { msgtype: 'm.text', body: 'x' } });
  });

  it('of the largest size is shown whole', () => {
    const body = '\u{1F4A5}'.repeat(16_000);
    expect(bodyOf(project([event({ content: { msgtype: 'm.text', body } })])[0])).toBe(body);
  });

  it('that replaces itself is not shown', () => {
    const content = {
      msgtype: 'm.text',
      body: 'x',
      'm.new_content': { msgtype: 'm.text', body: 'y' },
      'm.relates_to': { rel_type: 'm.replace', event_id: '$self' },
    };
    expect(project([event({ eventId: '$self', content })])).toEqual([]);
  });

  it('that replies to itself is a message', () => {
    const content = { msgtype: 'm.text', body: 'x', 'm.relates_to': { 'm.in_reply_to': { event_id: '$self' } } };
    expect(bodyOf(project([event({ eventId: '$self', content })])[0])).toBe('x');
  });

  it.each([null, 5, 'm.replace', [], { rel_type: 5 }, { rel_type: null, event_id: {} }])(
    'with the relation %o is a message',
    (relation) => {
      const content = { msgtype: 'm.text', body: 'x', 'm.relates_to': relation };
      expect(bodyOf(project([event({ content })])[0])).toBe('x');
    },
  );

  it.each([5, null, {}, undefined, '__proto__'])('that replaces the event %o changes nothing', (target) => {
    const original = event();
    const hostile = event({
      content: {
        'm.new_content': { msgtype: 'm.text', body: 'y' },
        'm.relates_to': { rel_type: 'm.replace', event_id: target },
      },
    });
    expect(project([original, hostile]).map(bodyOf)).toEqual(['Guten Tag']);
  });
});

describe('an edit', () => {
  it('shows the new text under the key of the original', () => {
    const original = event();
    expect(project([original, edit(original, 'Guten Abend')])).toMatchObject([
      { key: original.eventId, content: { msgtype: 'm.text', body: 'Guten Abend' }, edited: true },
    ]);
  });

  it('leaves sender and time of the original', () => {
    const original = event();
    expect(project([original, edit(original, 'y', { originServerTs: noon + dayMs })])[0]).toMatchObject({
      sender: { userId: otherId },
      originServerTs: noon,
    });
  });

  it('counts where it is the newest', () => {
    const original = event();
    const items = project([original, edit(original, 'one'), edit(original, 'two', { originServerTs: noon + 2 })]);
    expect(bodyOf(items[0])).toBe('two');
  });

  it('counts where it is the newest, though it arrived first', () => {
    const original = event();
    const items = project([original, edit(original, 'two', { originServerTs: noon + 2 }), edit(original, 'one')]);
    expect(bodyOf(items[0])).toBe('two');
  });

  it('counts by arrival where times are equal', () => {
    const original = event();
    expect(bodyOf(project([original, edit(original, 'one'), edit(original, 'two')])[0])).toBe('two');
  });

  it('counts where it arrives before its original', () => {
    const original = event();
    expect(bodyOf(project([edit(original, 'y'), original])[0])).toBe('y');
  });

  it('counts where it is encrypted and the original is not', () => {
    const original = event({ encrypted: false });
    expect(bodyOf(project([original, edit(original, 'y', { encrypted: true })])[0])).toBe('y');
  });

  it('does not make a clear-text original look encrypted', () => {
    const original = event({ encrypted: false });
    expect(project([original, edit(original, 'y', { encrypted: true })])[0]).toMatchObject({ protection: 'clearText' });
  });

  it('stays out where its original is not at hand', () => {
    expect(project([edit(event(), 'y')])).toEqual([]);
  });

  /** Each of these must leave the original as it was, and not show up itself. */
  const ignored = (change: (original: TimelineEvent) => TimelineEvent, original = event()): void =>
    expect(project([original, change(original)])).toMatchObject([
      { key: original.eventId, content: { msgtype: 'm.text', body: 'Guten Tag' }, edited: false },
    ]);

  it('by another sender is ignored', () => {
    ignored((original) => edit(original, 'y', { sender: userId }));
  });

  it('in clear text of an encrypted message is ignored', () => {
    ignored((original) => edit(original, 'y', { encrypted: false }));
  });

  it('of another type is ignored', () => {
    ignored((original) => edit(original, 'y', { type: 'm.sticker' }));
  });

  it('with a state key is ignored', () => {
    ignored((original) => edit(original, 'y', { stateKey: '' }));
  });

  it('that cannot be decrypted is not shown as an edit', () => {
    const original = event();
    expect(project([original, edit(original, 'y', { undecryptable: 'unknown' })])[0]).toMatchObject({ edited: false });
  });

  it.each([undefined, null, 5, 'y', [], {}, { msgtype: 'm.text' }, { msgtype: 'm.text', body: 5 }, { body: 'y' }])(
    'with the new content %o is ignored',
    (newContent) => {
      ignored((original) => {
        const { content } = edit(original, 'y');
        return edit(original, 'y', { content: { ...content, 'm.new_content': newContent } });
      });
    },
  );

  it('of an edit is ignored', () => {
    const original = event();
    const first = edit(original, 'one');
    expect(project([original, first, edit(first, 'two', { originServerTs: noon + 9 })]).map(bodyOf)).toEqual(['one']);
  });

  it('that is redacted gives the original back', () => {
    const original = event();
    const items = project([original, edit(original, 'y', { redacted: true, content: {} })]);
    expect(bodyOf(items[0])).toBe('Guten Tag');
  });

  it('that is redacted gives the edit before it back', () => {
    const original = event();
    const items = project([
      original,
      edit(original, 'one'),
      edit(original, 'two', { redacted: true, originServerTs: noon + 2 }),
    ]);
    expect(bodyOf(items[0])).toBe('one');
  });

  it('does not revive a redacted original', () => {
    const original = event({ redacted: true, content: {} });
    expect(project([original, edit(original, 'y')])[0]).toMatchObject({ kind: 'redacted' });
  });
});

describe('a local echo', () => {
  it('is an own encrypted message at the end', () => {
    expect(project([event()], { echoes: [echo()] })[1]).toEqual({
      key: 'k1',
      kind: 'message',
      sender: { userId, displayName: 'Erika' },
      own: true,
      originServerTs: noon,
      content: { msgtype: 'm.text', body: 'unterwegs' },
      send: { status: 'sending', waiting: 'answer' },
      protection: 'encrypted',
      edited: false,
    });
  });

  it('shows that it failed', () => {
    const send = { status: 'failed', code: 'FORBIDDEN', recoverable: true } as const;
    expect(project([], { echoes: [echo({ send })] })[0]).toMatchObject({ send });
  });

  it('keeps the order in which messages were sent', () => {
    const echoes = [echo({ key: 'k2' }), echo({ key: 'k1' })];
    expect(project([], { echoes }).map(({ key }) => key)).toEqual(['k2', 'k1']);
  });

  it('keeps the item’s key when it gets its event id', () => {
    expect(project([], { echoes: [echo({ eventId: '$a', send: { status: 'sent' } })] })[0]).toMatchObject({
      key: 'k1',
      eventId: '$a',
    });
  });

  it('is one row with its remote echo that comes before the answer', () => {
    const remote = event({ sender: '@anna:behoerde.example', transactionId: 'k1' });
    const rows = project([remote], { userId: '@anna:behoerde.example', echoes: [echo({ key: 'k1' })] });
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.key] : []))).toEqual(['k1']);
  });

  it('is not ended by a transaction id under another sender’s event', () => {
    const remote = event({ sender: '@ben:behoerde.example', transactionId: 'fremd' });
    const rows = project([remote], { userId: '@anna:behoerde.example', echoes: [echo({ key: 'k1' })] });
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.key] : []))).toEqual([remote.eventId, 'k1']);
  });

  it('is one row with its remote echo', () => {
    const remote = event({ eventId: '$a', sender: userId });
    const items = project([remote], { echoes: [echo({ eventId: '$a' })], keyOf: () => 'k1' });
    expect(items.map(({ key }) => key)).toEqual(['k1']);
  });

  it('leaves its key to the remote echo when it is gone', () => {
    const remote = event({ eventId: '$a', sender: userId });
    expect(project([remote], { keyOf: (id) => (id === '$a' ? 'k1' : undefined) })[0]).toMatchObject({ key: 'k1' });
  });

  it('stays while another own event arrives', () => {
    expect(project([event({ sender: userId })], { echoes: [echo()] })).toHaveLength(2);
  });
});

describe('a date divider', () => {
  it('comes before the first item of a day', () => {
    const items = projectAll([event(), event(), event({ originServerTs: noon + dayMs })]);
    expect(items.map(({ kind }) => kind)).toEqual(['dateDivider', 'message', 'message', 'dateDivider', 'message']);
  });

  it('has its day as key', () => {
    expect(projectAll([event()])[0]).toEqual({ kind: 'dateDivider', key: 'day 2026-03-01', day: '2026-03-01' });
  });

  it('announces a day once where clocks run backwards', () => {
    const items = projectAll([
      event(),
      event({ originServerTs: noon + dayMs }),
      event(),
      event({ originServerTs: noon + dayMs }),
    ]);
    expect(daysOf(items)).toEqual(['2026-03-01', '2026-03-02']);
  });

  it('announces an earlier day where it first appears', () => {
    expect(daysOf(projectAll([event(), event({ originServerTs: noon - dayMs })]))).toEqual([
      '2026-03-01',
      '2026-02-28',
    ]);
  });

  it('comes before a local echo of a new day', () => {
    expect(daysOf(projectAll([event()], { echoes: [echo({ queuedTs: noon + dayMs })] }))).toEqual([
      '2026-03-01',
      '2026-03-02',
    ]);
  });

  it('is not there for what is not shown', () => {
    expect(projectAll([event({ type: 'm.reaction' })])).toEqual([]);
  });

  it.each([0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e300])(
    'bears the timestamp %d',
    (originServerTs) => {
      expect(projectAll([event({ originServerTs })]).map(({ kind }) => kind)).toEqual(['dateDivider', 'message']);
    },
  );

  it('gives every item a key of its own', () => {
    const times = [noon, noon + dayMs, noon, -1, 1e300, noon - dayMs, 0];
    const keys = projectAll(times.map((originServerTs) => event({ originServerTs }))).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the whole', () => {
  it('is the same for the same events', () => {
    const original = event();
    const events = [original, edit(original, 'y'), event({ redacted: true })];
    expect(projectAll(events)).toEqual(projectAll(events));
  });

  it('leaves its input as it was', () => {
    const events = [event()];
    const before = structuredClone(events);
    projectAll(events, { echoes: [echo()] });
    expect(events).toEqual(before);
  });

  it('is empty without events', () => {
    expect(projectAll([])).toEqual([]);
  });
});
