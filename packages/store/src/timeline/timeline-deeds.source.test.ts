import type { JsonObject } from '@bundesmessenger/core/types';
import { BmError, type ErrorCode } from '@bundesmessenger/core/errors';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it, vi } from 'vitest';
import { createOutbox, type OutboxTransport } from '../outbox/outbox.ts';
import { erika, event } from '../testing/event-fixtures.ts';
import { createEventIndex, localIdPrefix } from './event-index.ts';
import { createTimelineDeeds } from './timeline-deeds.source.ts';

const roomId = '!a:server.example';
const original = event({ event_id: '$own', sender: erika, unsigned: { transaction_id: 'm1' } });

/**
 * A room with one own message that the server has, whose way out the test plays.
 * @param isWatched whether somebody looks at the room, as no bot does
 */
function createStage(isWatched = true) {
  const index = createEventIndex();
  index.add(original.event, original.decryption);
  const sent: { readonly key: string; readonly content: JsonObject }[] = [];
  const refusals: ErrorCode[] = [];
  const take = async (key: string, content: JsonObject): Promise<{ eventId: string }> => {
    const refusal = refusals.shift();
    if (refusal) throw new BmError(refusal, 'refused by the test');
    sent.push({ key, content });
    return { eventId: `$${key}` };
  };
  const transport: OutboxTransport = {
    encrypt: async (_room, _type, content) => content,
    send: (_room, _type, content, key) => take(key, content),
    redact: (_room, eventId, key) => take(key, { redacts: eventId }),
    upload: vi.fn(async ({ content }) => ({ ...content, file: { url: 'mxc://server.example/file' } })),
    isAnswering: () => true,
  };
  const records = new Map<string, unknown>();
  const outbox = createOutbox(transport, {
    get: async (key) => structuredClone(records.get(key)) as never,
    set: async (key, value) => void records.set(key, structuredClone(value)),
    delete: async (key) => void records.delete(key),
    keys: async (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)).sort(),
  });
  if (isWatched) outbox.echoes(roomId).subscribe(() => undefined);
  const states = vi.fn(async () => ({ eventId: '$state' }));
  const request = vi.fn(async (): Promise<JsonObject> => ({}));
  const deeds = createTimelineDeeds({
    session: {
      request,
      sendState: states,
      rooms: { coverage: writable('all'), get: () => ({ accountData: () => undefined }) },
    } as never,
    outbox,
    timelines: {
      eventsOf: () =>
        isWatched ? { index, eventIdOf: (key: string) => (key === 'm1' ? '$own' : undefined) } : undefined,
    } as never,
    drafts: undefined as never,
    files: undefined as never,
    userId: writable<string | undefined>(erika),
    restored: async () => undefined,
  });
  return { deeds, outbox, index, transport, sent, refuse: (code: ErrorCode) => refusals.push(code), request, states };
}

const newText = { msgtype: 'm.text', body: 'neu' } as const;
const failed = (outbox: ReturnType<typeof createStage>['outbox']): number =>
  outbox
    .echoes(roomId)
    .get()
    .filter(({ send }) => send.status === 'failed').length;

describe('an edit that the server has refused', () => {
  it('is sent again by the key of its message, whose row says that it failed', async () => {
    const { deeds, sent, refuse } = createStage();
    refuse('FORBIDDEN');
    await deeds.edit({ roomId, key: 'e1', target: '$own', content: newText }).catch(() => undefined);
    await deeds.resend({ roomId, key: 'm1' });
    expect(sent).toMatchObject([{ key: 'e1', content: { 'm.new_content': { body: 'neu' } } }]);
  });

  it('is taken back by the key of its message', async () => {
    const { deeds, outbox, refuse } = createStage();
    refuse('FORBIDDEN');
    await deeds.edit({ roomId, key: 'e1', target: '$own', content: newText }).catch(() => undefined);
    expect(failed(outbox)).toBe(1);
    await deeds.discard({ roomId, key: 'm1' });
    expect(failed(outbox)).toBe(0);
  });
});

describe('an edit', () => {
  it('of what was deleted meanwhile is refused, so that its text is not lost', async () => {
    const { deeds, index, sent } = createStage();
    index.redact('$own', erika);
    const edited = deeds.edit({ roomId, key: 'e1', target: '$own', content: newText });
    await expect(edited).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    expect(sent).toEqual([]);
  });

  it('of a poll is refused: a text can neither replace one that is sent nor one that waits', async () => {
    const { deeds, index, outbox, transport, sent } = createStage();
    const poll = { msgtype: 'm.poll', body: 'Wann?', answers: ['heute'] } as const;
    const start = event({ event_id: '$poll', sender: erika, type: 'org.matrix.msc3381.poll.start', content: {} });
    index.add(start.event, start.decryption);
    transport.encrypt = () => Promise.reject(new BmError('OFFLINE', 'refused by the test'));
    deeds.send({ roomId, key: 'p1', content: poll }).catch(() => undefined);
    await vi.waitFor(() => expect(outbox.echoes(roomId).get()).toHaveLength(1));
    for (const target of ['$poll', 'p1']) {
      const edited = deeds.edit({ roomId, key: crypto.randomUUID(), target, content: newText });
      await expect(edited).rejects.toMatchObject({ code: 'MESSAGE_INVALID' });
    }
    expect(sent).toEqual([]);
  });
});

describe('a caption', () => {
  const file = new File([new Uint8Array(3)], 'a.pdf', { type: 'application/pdf' });

  it('of a file that waits is changed before it leaves', async () => {
    const { deeds, transport, sent } = createStage();
    vi.mocked(transport.upload).mockRejectedValueOnce(new BmError('FORBIDDEN', 'refused by the test'));
    await deeds.sendFile({ roomId, key: 'f1', file }).catch(() => undefined);
    await deeds.edit({ roomId, key: 'e1', target: 'f1', content: newText });
    expect(sent).toMatchObject([{ key: 'f1', content: { body: 'neu', filename: 'a.pdf', msgtype: 'm.file' } }]);
  });

  it('of a file that is being uploaded never takes the file away', async () => {
    const { deeds, outbox, index, transport, sent } = createStage();
    const gate = Promise.withResolvers<void>();
    vi.mocked(transport.upload).mockImplementation(async ({ content }) => {
      await gate.promise;
      return { ...content, file: { url: 'mxc://server.example/file' } };
    });
    const uploaded = deeds.sendFile({ roomId, key: 'f1', file });
    await vi.waitFor(() => expect(transport.upload).toHaveBeenCalled());
    // As an open timeline does with the echo.
    index.add({
      event_id: `${localIdPrefix}f1`,
      type: 'm.room.message',
      sender: erika,
      origin_server_ts: 0,
      content: { msgtype: 'm.file', body: 'a.pdf', filename: 'a.pdf', url: 'mxc://local/unsent' },
    });
    const edited = deeds.edit({ roomId, key: 'e1', target: 'f1', content: newText }).catch(() => undefined);
    await Promise.resolve();
    gate.resolve();
    await Promise.all([uploaded, edited]);
    await outbox.kept();
    for (const { content } of sent) {
      const shown = (content['m.new_content'] ?? content) as JsonObject;
      expect(shown).toMatchObject({ msgtype: 'm.file', file: { url: 'mxc://server.example/file' } });
      expect(shown).not.toHaveProperty('url');
    }
  });
});

describe('a redaction', () => {
  it('of a file that is being uploaded ends that', async () => {
    const { deeds, transport, sent } = createStage();
    let signal: AbortSignal | undefined;
    vi.mocked(transport.upload).mockImplementation((_file, _bytes, _report, given) => {
      signal = given;
      return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason as Error)));
    });
    const file = new File([new Uint8Array(3)], 'a.pdf');
    const uploaded = deeds.sendFile({ roomId, key: 'f1', file }).catch(({ code }: BmError) => code);
    await vi.waitFor(() => expect(transport.upload).toHaveBeenCalled());
    await deeds.redact({ roomId, key: 'r1', target: 'f1' });
    expect(signal?.aborted).toBe(true);
    expect([await uploaded, sent]).toEqual(['EVENT_UNKNOWN', []]);
  });
});

describe('a reaction', () => {
  const like = (key: string) => ({ roomId, key, target: '$own', reaction: '👍' });
  const annotation = (key = '👍', event_id = '$own'): JsonObject => ({
    'm.relates_to': { rel_type: 'm.annotation', event_id, key },
  });
  const added = (key: string) => ({ key, content: annotation() });
  const takenBack = (key: string, redacts: string) => ({ key, content: { redacts } });

  describe('in a room that nobody looks at', () => {
    /** With a server that knows of the reactions it has taken, and of others. */
    const createUnwatched = () => {
      const stage = createStage(false);
      const others: JsonObject[] = [];
      stage.request.mockImplementation(async () => {
        const gone = new Set(stage.sent.map(({ content }) => content.redacts));
        const taken = stage.sent.map(({ key, content }) => ({ event_id: `$${key}`, sender: erika, content }));
        const chunk = [...others, ...taken].filter(
          ({ content, event_id: id }) => !gone.has(id) && !(content as JsonObject).redacts,
        );
        return { chunk: chunk.map((found) => ({ type: 'm.reaction', origin_server_ts: 0, ...found })) };
      });
      return { ...stage, others };
    };

    it('is added, taken back and added again, as where somebody looks', async () => {
      const { deeds, sent, request } = createUnwatched();
      for (const key of ['r1', 'r2', 'r3']) await deeds.react(like(key));
      expect(sent).toEqual([added('r1'), takenBack('r2', '$r1'), added('r3')]);
      const path = expect.stringMatching(/v1\/rooms\/.*\/relations\/%24own\/m.annotation\/m.reaction\?/) as string;
      expect(request).toHaveBeenCalledWith({ method: 'GET', path });
    });

    it('follows the one before it, however fast', async () => {
      const { deeds, sent } = createUnwatched();
      await Promise.all(['r1', 'r2', 'r3'].map((key) => deeds.react(like(key))));
      expect(sent).toEqual([added('r1'), takenBack('r2', '$r1'), added('r3')]);
    });

    it('that waits for its turn is only dropped', async () => {
      const { deeds, outbox, transport, sent } = createUnwatched();
      transport.send = () => new Promise(() => undefined);
      void deeds.react({ ...like('r1'), reaction: '🎉' });
      deeds.react(like('r2')).catch(() => undefined);
      const waiting = (): readonly string[] =>
        outbox
          .echoes(roomId)
          .get()
          .map(({ key }) => key);
      await vi.waitFor(() => expect(waiting()).toEqual(['r1', 'r2']));
      await deeds.react(like('r3'));
      expect([waiting(), sent]).toEqual([['r1'], []]);
    });

    it('does not mind those of others, with other emoji or to other messages', async () => {
      const { deeds, sent, others } = createUnwatched();
      others.push(
        { event_id: '$1', sender: '@max:server.example', content: annotation() },
        { event_id: '$2', sender: erika, content: annotation('🎉') },
        { event_id: '$3', sender: erika, content: annotation('👍', '$other') },
        { event_id: '$4', sender: erika, content: { 'm.relates_to': 5 } },
      );
      await deeds.react(like('r1'));
      expect(sent).toEqual([added('r1')]);
    });

    it('is added where the server does not say what there is', async () => {
      const { deeds, sent, request } = createUnwatched();
      request.mockRejectedValue(new BmError('UNEXPECTED', 'refused by the test'));
      await deeds.react(like('r1'));
      expect(sent).toEqual([added('r1')]);
    });
  });

  it('is taken back before the sync has brought it', async () => {
    const { deeds, index, sent, request } = createStage();
    await deeds.react(like('r1'));
    // As an open timeline does with the echo.
    const event_id = `${localIdPrefix}r1`;
    index.add({ event_id, type: 'm.reaction', sender: erika, origin_server_ts: 0, content: annotation() });
    await deeds.react(like('r2'));
    expect(sent).toEqual([added('r1'), takenBack('r2', '$r1')]);
    expect(request).not.toHaveBeenCalled();
  });
});

describe('pins', () => {
  it('are added to those that are there, however many', async () => {
    const { deeds, request, states } = createStage();
    const pinned = Array.from({ length: 150 }, (_, at) => `$${at}`);
    request.mockResolvedValue({ pinned });
    await deeds.pin({ roomId, eventId: '$own' });
    expect(states).toHaveBeenCalledWith(roomId, 'm.room.pinned_events', '', { pinned: [...pinned, '$own'] });
  });
});
