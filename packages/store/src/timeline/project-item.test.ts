import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  contextFor,
  edit,
  erika,
  event,
  indexOf,
  inThread,
  max,
  noon,
  reaction,
  rowsOf,
  text,
  type EventFixture,
} from '../testing/event-fixtures.ts';
import { projectItem } from './project-item.ts';

const moritz = '@moritz:server.example';
const redactedBy = (sender: string) => ({ redacted_because: { type: 'm.room.redaction', sender, content: {} } });

describe('a message', () => {
  it('becomes one item with sender, time and content', () => {
    expect(rowsOf([event({ event_id: '$a' })])).toEqual([
      {
        key: '$a',
        eventId: '$a',
        kind: 'message',
        sender: { userId: max, displayName: 'Max' },
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
    expect(rowsOf([event({ content: { msgtype, body: 'x' } })])[0]).toMatchObject({
      kind: 'message',
      content: { msgtype, body: 'x' },
    });
  });

  it('is own where the logged-in user sent it', () => {
    expect(rowsOf([event({ sender: erika })])[0]).toMatchObject({ own: true });
  });

  it('is marked where it came in clear text (U10)', () => {
    expect(rowsOf([event({ clear: true })])[0]).toMatchObject({ protection: 'clearText' });
  });

  it('has no protection of its own in a room that is not encrypted', () => {
    expect(rowsOf([event({ clear: true })], { encrypted: false })[0]).toMatchObject({ protection: 'none' });
  });

  it('tells what is to be said of its encryption', () => {
    expect(rowsOf([event({ shield: 'mismatchedSender' })])[0]).toMatchObject({ shield: 'mismatchedSender' });
  });

  it('keeps its key where this device sent it', () => {
    const own = event({ sender: erika, unsigned: { transaction_id: 'k1' } });
    expect(rowsOf([own])[0]!.key).toBe('k1');
  });

  it('does not take its key from a transaction id of somebody else', () => {
    const other = event({ event_id: '$a', unsigned: { transaction_id: 'k1' } });
    expect(rowsOf([other])[0]!.key).toBe('$a');
  });

  it.each(['$b', 'day 2026-03-01', 'read marker', '', 'x'.repeat(65), 'a/b'])(
    'does not take its key from a transaction id that no page has chosen: %s',
    (transaction_id) => {
      const [row] = rowsOf([event({ event_id: '$a', sender: erika, unsigned: { transaction_id } })]);
      expect(row?.key).toBe('$a');
    },
  );

  it('survives a structured clone', () => {
    const rows = rowsOf([event(), event({ unsigned: redactedBy(max) }), reaction(event(), '👍')]);
    expect(structuredClone(rows)).toEqual(rows);
  });
});

describe('what is no readable message', () => {
  it('is shown as redacted, without what it said, and by whom', () => {
    const [item] = rowsOf([event({ event_id: '$a', unsigned: redactedBy(moritz) })]);
    expect(item).toEqual({
      key: '$a',
      eventId: '$a',
      kind: 'redacted',
      sender: { userId: max, displayName: 'Max' },
      own: false,
      originServerTs: noon,
      by: { userId: moritz, displayName: moritz },
    });
  });

  it.each(['beforeLogin', 'backupLocked', 'beforeJoin', 'waitingForKeys', 'withheld', 'unknown'] as const)(
    'is shown as undecryptable with the cause %s',
    (cause) => {
      expect(rowsOf([event({ decryption: { status: 'failed', cause } })])[0]).toMatchObject({
        kind: 'undecryptable',
        cause,
      });
    },
  );

  it('appears only when it is known as what', () => {
    expect(rowsOf([event({ decryption: { status: 'pending' } })])).toEqual([]);
  });

  it('is shown again when its redaction is taken back, though that was known first', () => {
    const original = event();
    const index = indexOf([]);
    const undo = index.redact(original.event.event_id, erika);
    index.add(original.event, original.decryption);
    const row = () => projectItem(index.get(original.event.event_id)!, contextFor(index));
    expect(row()).toMatchObject({ kind: 'redacted' });
    undo();
    expect(row()).toMatchObject({ kind: 'message', content: { body: 'Guten Tag' } });
  });

  it('is redacted rather than undecryptable', () => {
    const both = event({ decryption: { status: 'failed', cause: 'unknown' }, unsigned: redactedBy(max) });
    expect(rowsOf([both])[0]!.kind).toBe('redacted');
  });

  it('is a state change in the words of state changes', () => {
    const change = event({ type: 'm.room.name', state_key: '', content: { name: 'Amt' } });
    expect(rowsOf([change])[0]).toMatchObject({ kind: 'state', change: { type: 'name', name: 'Amt' } });
  });

  it.each(['m.room.redaction', 'm.call.invite', 'm.key.verification.start', 'org.example.unknown', ''])(
    'stays out as %s',
    (type) => {
      expect(rowsOf([event({ type, content: { body: 'x' } })])).toEqual([]);
    },
  );

  it('stays out as a redacted reaction', () => {
    const like = reaction(event(), '👍', { unsigned: redactedBy(max), content: {} });
    expect(rowsOf([like])).toEqual([]);
  });

  it('takes a message with a state key for state, never for a message', () => {
    expect(rowsOf([event({ state_key: '' })])).toEqual([]);
  });

  it.each(['org.example.custom', '__proto__', 5, null, {}])('is unsupported with the msgtype %o', (msgtype) => {
    expect(rowsOf([event({ content: { msgtype, body: 'Rückfall' } })])[0]).toMatchObject({
      kind: 'unsupported',
      body: 'Rückfall',
    });
  });

  it.each([5, null, true, {}, [], undefined])('is unsupported with the body %o, and has no fall-back text', (body) => {
    const [row] = rowsOf([event({ content: { msgtype: 'm.text', body } })]);
    expect(row).toMatchObject({ kind: 'unsupported' });
    expect(row).not.toHaveProperty('body');
  });
});

describe('an edit', () => {
  it('shows the new text under the key of the original', () => {
    const original = event();
    const [row, ...others] = rowsOf([original, edit(original, 'neu')]);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ key: original.event.event_id, edited: true, content: { body: 'neu' } });
  });

  it('leaves sender and time of the original', () => {
    const original = event();
    expect(rowsOf([original, edit(original, 'neu')])[0]).toMatchObject({ originServerTs: noon });
  });

  it('counts where it is the newest by the clock, though it arrived first', () => {
    const original = event();
    const late = edit(original, 'spät', { origin_server_ts: noon + 9 });
    expect(bodyOf(rowsOf([original, late, edit(original, 'früh')])[0])).toBe('spät');
  });

  it('counts by its id where times are equal', () => {
    const original = event();
    const [a, b] = ['$a', '$b'].map((id) => edit(original, id, { event_id: id }));
    expect(bodyOf(rowsOf([original, b!, a!])[0])).toBe('$b');
  });

  it('that this device is sending counts at once, though its clock is behind', () => {
    const original = event({ sender: erika });
    const sending = edit(original, 'neuer', { event_id: '~k1', clear: true, origin_server_ts: noon - 3_600_000 });
    expect(bodyOf(rowsOf([original, edit(original, 'neu'), sending])[0])).toBe('neuer');
  });

  it('counts where it arrives before its original', () => {
    const original = event();
    expect(bodyOf(rowsOf([edit(original, 'neu'), original])[0])).toBe('neu');
  });

  it('counts where it is encrypted and the original is not, which stays marked', () => {
    const original = event({ clear: true });
    const [row] = rowsOf([original, edit(original, 'neu', { clear: false })]);
    expect(row).toMatchObject({ content: { body: 'neu' }, protection: 'clearText' });
  });

  it('stays out where its original is not at hand', () => {
    expect(rowsOf([edit(event(), 'neu')])).toEqual([]);
  });

  it.each([
    ['by another sender', { sender: moritz }],
    ['in clear text of an encrypted message', { clear: true }],
    ['of another type', { type: 'm.sticker' }],
    ['that cannot be decrypted', { decryption: { status: 'failed', cause: 'unknown' } }],
    ['that is redacted', { unsigned: redactedBy(max) }],
  ] as const)('%s is ignored (U2, CVE-2026-45057)', (_, change) => {
    const original = event();
    const [row] = rowsOf([original, edit(original, 'neu', change)]);
    expect(row).toMatchObject({ edited: false, content: { body: 'Guten Tag' } });
  });

  it.each([undefined, null, 5, 'y', [], {}, { msgtype: 'm.text' }, { msgtype: 'm.text', body: 5 }, { body: 'y' }])(
    'with the new content %o leaves the original (U3)',
    (next) => {
      const original = event();
      const wrong = edit(original, 'y', {
        content: text('* y', {
          'm.new_content': next,
          'm.relates_to': { rel_type: 'm.replace', event_id: original.event.event_id },
        }),
      });
      expect(bodyOf(rowsOf([original, wrong])[0])).toBe('Guten Tag');
    },
  );

  it('of an edit is ignored (U3)', () => {
    const original = event();
    const first = edit(original, 'eins');
    expect(rowsOf([original, first, edit(first, 'zwei')]).map(bodyOf)).toEqual(['eins']);
  });

  it('that is taken back gives the edit before it back (U3)', () => {
    const original = event();
    const [first, second] = [edit(original, 'eins'), edit(original, 'zwei', { origin_server_ts: noon + 2 })];
    const index = indexOf([original, first, second]);
    index.add({ ...second.event, content: {}, unsigned: redactedBy(max) });
    const context = contextFor(index);
    expect(bodyOf(projectItem(index.get(original.event.event_id)!, context))).toBe('eins');
    expect(projectItem(index.get(second.event.event_id)!, context)).toBeUndefined();
  });

  it('does not revive a redacted original', () => {
    const original = event({ unsigned: redactedBy(max) });
    expect(rowsOf([original, edit(original, 'neu')])[0]!.kind).toBe('redacted');
  });

  it('that the server has bundled counts only where it keeps the rules', () => {
    const forged = { type: 'm.room.message', sender: moritz, event_id: '$x', origin_server_ts: 1, content: {} };
    const original = event({ unsigned: { 'm.relations': { 'm.replace': forged } } });
    expect(bodyOf(rowsOf([original])[0])).toBe('Guten Tag');
  });
});

describe('reactions', () => {
  const target = event();

  it('are counted by person, the most chosen first', () => {
    const rows = rowsOf([
      target,
      reaction(target, '🎉'),
      reaction(target, '👍'),
      reaction(target, '👍', { sender: erika }),
    ]);
    expect(rows[0]).toMatchObject({
      reactions: [
        { key: '👍', count: 2, own: true, names: ['Max'] },
        { key: '🎉', count: 1, own: false, names: ['Max'] },
      ],
    });
  });

  it('name the others, not the user', () => {
    const rows = rowsOf([target, reaction(target, '👍', { sender: erika })]);
    expect(rows[0]).toMatchObject({ reactions: [{ key: '👍', count: 1, own: true, names: [] }] });
  });

  it('count once where somebody sent one twice', () => {
    const rows = rowsOf([target, reaction(target, '👍'), reaction(target, '👍')]);
    expect(rows[0]).toMatchObject({ reactions: [{ count: 1 }] });
  });

  it('are gone when they are redacted', () => {
    const like = reaction(target, '👍');
    const index = indexOf([target, like]);
    index.add({ ...like.event, content: {}, unsigned: redactedBy(max) });
    expect(projectItem(index.get(target.event.event_id)!, contextFor(index))).not.toHaveProperty('reactions');
  });

  it('that came encrypted count as well', () => {
    expect(rowsOf([target, reaction(target, '👍', { clear: false })])[0]).toMatchObject({ reactions: [{ count: 1 }] });
  });

  it('do not depend on the order in which they came', () => {
    const all = ['a', 'b', 'c'].map((key) => reaction(target, key));
    expect(rowsOf([target, ...all])[0]).toEqual(rowsOf([...all.toReversed(), target])[0]);
  });

  it('beyond twenty kinds are a number', () => {
    const many = Array.from({ length: 25 }, (_, at) => reaction(target, `${at}`));
    const [row] = rowsOf([target, ...many]);
    expect(row).toMatchObject({ moreReactions: 5 });
    expect((row as unknown as { reactions: unknown[] }).reactions).toHaveLength(20);
  });

  it.each([5, null, '', 'x'.repeat(65), undefined])('with the key %o are none', (key) => {
    expect(rowsOf([target, reaction(target, key as string)])[0]).not.toHaveProperty('reactions');
  });

  it('to a redacted message are not shown', () => {
    const gone = event({ unsigned: redactedBy(max) });
    expect(rowsOf([gone, reaction(gone, '👍')])[0]).not.toHaveProperty('reactions');
  });

  it('in a storm of 10,000 cost little for each that comes', () => {
    const index = indexOf([target]);
    const began = performance.now();
    for (let at = 0; at < 10_000; at++) {
      index.add(reaction(target, `${at}`, { sender: `@u${at}:server.example` }).event);
      if (at % 20 === 0) projectItem(index.get(target.event.event_id)!, contextFor(index));
    }
    const row = projectItem(index.get(target.event.event_id)!, contextFor(index));
    expect(row).toMatchObject({ moreReactions: 9_980 });
    // A tenth of it on an idle machine; making each row anew from all events would take minutes.
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('a vote', () => {
  const poll = event({
    type: 'org.matrix.msc3381.poll.start',
    content: {
      'org.matrix.msc3381.poll.start': {
        question: { body: 'Wann?' },
        kind: 'org.matrix.msc3381.poll.disclosed',
        answers: ['mo', 'di'].map((id) => ({ id, 'org.matrix.msc1767.text': id })),
      },
    },
  });
  const about = { 'm.relates_to': { rel_type: 'm.reference', event_id: poll.event.event_id } };
  const vote = (answer: string, change: Partial<EventFixture['event']> = {}): EventFixture =>
    event({
      type: 'org.matrix.msc3381.poll.response',
      sender: erika,
      content: { ...about, 'org.matrix.msc3381.poll.response': { answers: [answer] } },
      ...change,
    });
  const sending = { event_id: '~k1', clear: true, origin_server_ts: noon - 3_600_000 };

  it('that this device is sending counts at once, though its clock is behind', () => {
    expect(rowsOf([poll, vote('mo'), vote('di', sending)])[0]).toMatchObject({
      content: { answers: [{ own: false }, { own: true }] },
    });
  });

  it('is not taken away by an end that this device is sending, though its clock is behind', () => {
    const end = event({ ...sending, type: 'org.matrix.msc3381.poll.end', content: about });
    expect(rowsOf([poll, vote('mo'), end])[0]).toMatchObject({ content: { ended: true, voterCount: 1 } });
  });
});

describe('a reply', () => {
  const answered = event({ content: text('Wann tagt der Ausschuss?') });
  const answerTo = (eventId: string, change: object = {}): EventFixture =>
    event({ content: text('Am Montag.', { 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } }), ...change });
  const answer = (change: object = {}): EventFixture => answerTo(answered.event.event_id, change);

  it('shows in one line what it answers', () => {
    expect(rowsOf([answered, answer()])[1]).toMatchObject({
      replyTo: {
        status: 'ready',
        eventId: answered.event.event_id,
        sender: { displayName: 'Max' },
        preview: { kind: 'message', msgtype: 'm.text', body: 'Wann tagt der Ausschuss?' },
      },
    });
  });

  it('shows the edited text of what it answers', () => {
    const rows = rowsOf([answered, answer(), edit(answered, 'Wann tagt der Rat?')]);
    expect(rows[1]).toMatchObject({ replyTo: { preview: { body: 'Wann tagt der Rat?' } } });
  });

  it('shows that what it answers was redacted', () => {
    const gone = event({ event_id: answered.event.event_id, unsigned: redactedBy(max) });
    expect(rowsOf([gone, answer()])[1]).toMatchObject({ replyTo: { status: 'ready', preview: { kind: 'redacted' } } });
  });

  it('says that what it answers is not there', () => {
    expect(rowsOf([answer()])[0]).toMatchObject({ replyTo: { status: 'unavailable' } });
  });

  it('says that what it answers is looked for', () => {
    expect(rowsOf([answer()], { isLookedFor: () => true })[0]).toMatchObject({ replyTo: { status: 'loading' } });
  });

  it('quotes plain text, as the sender meant it, of a formatted message', () => {
    const content = {
      msgtype: 'm.text',
      body: '**wichtig**: heute',
      format: 'org.matrix.custom.html',
      formatted_body: '<strong>wichtig</strong>: heute',
    };
    const formatted = event({ event_id: '$f', content });
    const [shown, quoting] = rowsOf([formatted, answerTo('$f')]);
    expect(shown).toMatchObject({ content: { body: '**wichtig**: heute' }, plainText: 'wichtig: heute' });
    expect(quoting).toMatchObject({ replyTo: { preview: { body: 'wichtig: heute' } } });
  });

  it('quotes the plain body where the formatted one says nothing', () => {
    const format = 'org.matrix.custom.html';
    for (const fields of [{ format, formatted_body: '<p></p>' }, { formatted_body: '<b>b</b>' }, { format }]) {
      const content = { msgtype: 'm.text', body: 'a', ...fields };
      const [shown, quoting] = rowsOf([event({ event_id: '$f', content }), answerTo('$f')]);
      expect(shown).not.toHaveProperty('plainText');
      expect(quoting).toMatchObject({ replyTo: { preview: { body: 'a' } } });
    }
  });

  it('loses the quotation that older clients put before it', () => {
    const old = answer({
      content: {
        ...answer().decryption!,
        msgtype: 'm.text',
        body: '> <@max:server.example> Wann?\n> Wo?\n\nMontag.\n> kein Zitat',
        format: 'org.matrix.custom.html',
        formatted_body: '<mx-reply><blockquote>Wann?</blockquote></mx-reply><b>Montag</b>',
        'm.relates_to': { 'm.in_reply_to': { event_id: answered.event.event_id } },
      },
    });
    expect(rowsOf([old])[0]).toMatchObject({
      content: { body: 'Montag.\n> kein Zitat', formattedBody: '<b>Montag</b>' },
    });
  });

  it('leaves a quotation alone that nobody else wrote', () => {
    expect(bodyOf(rowsOf([event({ content: text('> Zitat\n\nMeinung') })])[0])).toBe('> Zitat\n\nMeinung');
  });

  it('to itself is a message', () => {
    const own = event({
      event_id: '$self',
      content: text('x', { 'm.relates_to': { 'm.in_reply_to': { event_id: '$self' } } }),
    });
    expect(rowsOf([own])[0]).not.toHaveProperty('replyTo');
  });

  it.each([null, 5, 'm.replace', [], { rel_type: 5 }, { rel_type: null, event_id: {} }, { 'm.in_reply_to': [] }])(
    'with the relation %o is a message',
    (relates) => {
      expect(bodyOf(rowsOf([event({ content: text('x', { 'm.relates_to': relates }) })])[0])).toBe('x');
    },
  );
});

describe('a thread', () => {
  const root = event({ event_id: '$root' });

  it('leaves the main timeline but for its root, which sums it up', () => {
    const rows = rowsOf([root, inThread(root, 'eins'), inThread(root, 'zwei', { origin_server_ts: noon + 1 })]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      thread: { count: 2, unreadCount: 0, latest: { preview: { body: 'zwei' }, originServerTs: noon + 1 } },
    });
  });

  it('shows its root and its messages in its own timeline', () => {
    const rows = rowsOf([root, event(), inThread(root, 'eins')], { threadId: '$root' });
    expect(rows.map(bodyOf)).toEqual(['Guten Tag', 'eins']);
  });

  it('has as many messages as the server counted and as came since', () => {
    const latest = inThread(root, 'alt', { origin_server_ts: noon + 5 });
    const counted = event({
      event_id: '$root',
      unsigned: { 'm.relations': { 'm.thread': { latest_event: latest.event as never, count: 7 } } },
    });
    const newer = inThread(root, 'neu', { origin_server_ts: noon + 9 });
    expect(rowsOf([counted, latest, newer])[0]).toMatchObject({
      thread: { count: 8, latest: { preview: { body: 'neu' } } },
    });
  });

  it('does not count what was redacted', () => {
    const gone = inThread(root, 'weg');
    const index = indexOf([root, gone]);
    index.add({ ...gone.event, content: {}, unsigned: redactedBy(max) });
    expect(projectItem(index.get('$root')!, contextFor(index))).not.toHaveProperty('thread');
    expect(projectItem(index.get(gone.event.event_id)!, contextFor(index))).toBeUndefined();
  });

  it('does not count what was redacted after the server had counted it', () => {
    const [first, latest] = ['eins', 'zwei'].map((body, at) => inThread(root, body, { origin_server_ts: noon + at }));
    const bundle = { 'm.relations': { 'm.thread': { latest_event: latest!.event as never, count: 2 } } };
    const counted = event({ event_id: '$root', unsigned: bundle });
    const index = indexOf([counted, first!, latest!]);
    const row = () => projectItem(index.get('$root')!, contextFor(index));
    const undo = index.redact(latest!.event.event_id, max);
    expect(row()).toMatchObject({ thread: { count: 1, latest: { preview: { body: 'eins' } } } });
    index.redact(first!.event.event_id, max);
    expect(row()).not.toHaveProperty('thread');
    undo();
    expect(row()).toMatchObject({ thread: { count: 1, latest: { preview: { body: 'zwei' } } } });
  });

  it('ends with what the user is saying in it, though the device’s clock is behind', () => {
    const own = inThread(root, 'eigen', { event_id: '~k1', sender: erika, origin_server_ts: noon - 60_000 });
    expect(rowsOf([root, inThread(root, 'eins'), own])[0]).toMatchObject({
      thread: { count: 2, latest: { preview: { body: 'eigen' } } },
    });
  });

  it('does not begin in a thread: such a message stays in the main timeline', () => {
    const first = inThread(root, 't1');
    expect(rowsOf([root, first, inThread(first, 't2')]).map(bodyOf)).toEqual(['Guten Tag', 't2']);
  });

  it('does not begin at a change of state', () => {
    const created = event({ type: 'm.room.create', state_key: '', content: {} });
    expect(rowsOf([created, inThread(created, 't3')]).map(bodyOf)).toEqual([undefined, 't3']);
  });

  it('is not answered by what only older clients take for an answer', () => {
    const message = inThread(root, 'x', {
      content: text('x', {
        'm.relates_to': {
          rel_type: 'm.thread',
          event_id: '$root',
          is_falling_back: true,
          'm.in_reply_to': { event_id: '$root' },
        },
      }),
    });
    expect(rowsOf([root, message], { threadId: '$root' })[1]).not.toHaveProperty('replyTo');
  });
});

describe('a mention', () => {
  const mentioning = (mentions: unknown, change = {}) =>
    event({ content: text('x', { 'm.mentions': mentions }), ...change });

  it('of the user is told', () => {
    expect(rowsOf([mentioning({ user_ids: [erika] })])[0]).toMatchObject({
      mentionsMe: true,
      content: { mentions: { userIds: [erika], room: false } },
    });
  });

  it('of the room counts where its sender may', () => {
    expect(rowsOf([mentioning({ room: true })], { mayNotifyRoom: () => true })[0]).toMatchObject({ mentionsMe: true });
    expect(rowsOf([mentioning({ room: true })])[0]).not.toHaveProperty('mentionsMe');
  });

  it('names people as the room does, each once, and nobody whom the room does not know', () => {
    const [item] = rowsOf([mentioning({ user_ids: [moritz, max, erika, max] })]);
    expect(item).toMatchObject({
      mentioned: [
        { userId: max, displayName: 'Max' },
        { userId: erika, displayName: 'Erika' },
      ],
    });
    expect(rowsOf([mentioning({ user_ids: [moritz] })])[0]).not.toHaveProperty('mentioned');
  });

  it('names those of the last edit', () => {
    const original = mentioning({ user_ids: [erika] });
    const replaces = { rel_type: 'm.replace', event_id: original.event.event_id };
    const next = text('y', { 'm.mentions': { user_ids: [max] } });
    const edited = edit(original, 'y', { content: { ...next, 'm.new_content': next, 'm.relates_to': replaces } });
    expect(rowsOf([original, edited])[0]).toMatchObject({ mentioned: [{ userId: max, displayName: 'Max' }] });
  });

  it('by the user is none of the user', () => {
    expect(rowsOf([mentioning({ user_ids: [erika] }, { sender: erika })])[0]).not.toHaveProperty('mentionsMe');
  });

  it.each([{ room: 'yes', user_ids: erika }, [], { user_ids: [null, 5, {}] }, null, 5])('as %o is none', (mentions) => {
    expect(rowsOf([mentioning(mentions)], { mayNotifyRoom: () => true })[0]).not.toHaveProperty('mentionsMe');
  });
});

describe('hostile content', () => {
  const base = event({ event_id: '$base', content: text('ORIGINAL') });
  const sentinel = event({ content: text('SENTINEL') });
  const values: readonly unknown[] = [
    undefined,
    null,
    true,
    5,
    -1.5,
    1e300,
    '',
    '__proto__',
    '$base',
    'x'.repeat(65_536),
    [],
    [[]],
    {},
    { event_id: {} },
    JSON.parse('{"__proto__":{"polluted":true}}'),
  ];
  const types = [
    'm.room.message',
    'm.sticker',
    'm.reaction',
    'm.room.redaction',
    'm.poll.start',
    'org.matrix.msc3381.poll.start',
    'm.poll.response',
    'm.poll.end',
  ];
  const fields = [
    'body',
    'msgtype',
    'format',
    'formatted_body',
    'url',
    'file',
    'info',
    'filename',
    'm.mentions',
    'm.relates_to',
    'm.new_content',
    'geo_uri',
    'm.poll',
    'org.matrix.msc3381.poll.start',
    'm.selections',
    'org.matrix.msc1767.audio',
  ];
  const msgtypes = ['m.text', 'm.image', 'm.file', 'm.audio', 'm.video', 'm.location'];

  it.each(types)('of type %s loses no neighbour and pollutes nothing (CVE-2022-36059, CVE-2022-39236)', (type) => {
    const hostile = fields.flatMap((field) =>
      values.flatMap((value) =>
        msgtypes.map((msgtype) =>
          event({
            type,
            sender: moritz,
            content: {
              ...text('x', { url: 'mxc://server.example/a', msgtype }),
              'm.relates_to': { rel_type: 'm.reference', event_id: '$base' },
              [field]: value,
            },
          }),
        ),
      ),
    );
    const rows = rowsOf([base, ...hostile, sentinel]);
    expect([rows[0], rows.at(-1)].map(bodyOf)).toEqual(['ORIGINAL', 'SENTINEL']);
    expect(structuredClone(rows)).toEqual(rows);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['m.room.member', 'm.room.power_levels', 'm.room.create', 'm.room.pinned_events', 'm.room.join_rules'])(
    'of the state %s loses no neighbour',
    (type) => {
      const hostile = ['', max, 'kein-nutzer', '__proto__'].flatMap((stateKey) =>
        ['membership', 'displayname', 'users', 'pinned', 'join_rule'].flatMap((field) =>
          values.map((value) => event({ type, state_key: stateKey, content: { [field]: value } })),
        ),
      );
      const rows = rowsOf([base, ...hostile, sentinel]);
      expect([rows[0], rows.at(-1)].map(bodyOf)).toEqual(['ORIGINAL', 'SENTINEL']);
      expect(structuredClone(rows)).toEqual(rows);
    },
  );

  it('of the largest size is shown whole', () => {
    const body = 'x'.repeat(60_000);
    expect(bodyOf(rowsOf([event({ content: text(body) })])[0])).toBe(body);
  });

  it('that relates to itself is a message', () => {
    const relation = (type: string) => ({ 'm.relates_to': { rel_type: type, event_id: '$self' } });
    const self = (type: string) => event({ event_id: '$self', content: text('x', relation(type)) });
    expect(rowsOf([self('m.thread')]).map(bodyOf)).toEqual(['x']);
    expect(rowsOf([self('m.replace')]).map(bodyOf)).toEqual(['x']);
  });

  it('adds no member to the item', () => {
    const [row] = rowsOf([event({ content: text('x', { key: 'y', eventId: 'z', sender: 5 }) })]);
    expect(row).toMatchObject({ content: { msgtype: 'm.text', body: 'x' }, sender: { userId: max } });
  });
});
