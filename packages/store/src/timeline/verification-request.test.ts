import { describe, expect, it } from 'vitest';
import { erika, event, max, rowsOf, type EventFixture } from '../testing/event-fixtures.ts';

const moritz = '@moritz:server.example';

const request = (change: Parameters<typeof event>[0] = {}): EventFixture =>
  event({
    content: {
      msgtype: 'm.key.verification.request',
      body: '@max:server.example is requesting to verify your key, but your client does not support it.',
      from_device: 'ABC',
      methods: ['m.sas.v1'],
      to: erika,
    },
    ...change,
  });
const step = (of: EventFixture, name: string, sender: string, change: Parameters<typeof event>[0] = {}): EventFixture =>
  event({
    type: `m.key.verification.${name}`,
    sender,
    content: { 'm.relates_to': { rel_type: 'm.reference', event_id: of.event.event_id } },
    ...change,
  });

describe('a request to verify each other', () => {
  it('is a row of its own that says who asked whom, without the text for clients that do not know it', () => {
    const asked = request();
    expect(rowsOf([asked])).toEqual([
      {
        key: asked.event.event_id,
        eventId: asked.event.event_id,
        kind: 'verification',
        sender: { userId: max, displayName: 'Max' },
        own: false,
        originServerTs: asked.event.origin_server_ts,
        asked: { userId: erika, displayName: 'Erika' },
      },
    ]);
  });

  it('asks nobody whose id is longer than any', () => {
    const content = { msgtype: 'm.key.verification.request', body: 'x', to: `@${'a'.repeat(255)}:s` };
    expect(rowsOf([event({ content })])).toMatchObject([{ kind: 'unsupported' }]);
  });

  it('is the only row of its verification', () => {
    const asked = request();
    const steps = ['ready', 'start', 'accept', 'key', 'mac', 'done', 'cancel'].map((name) => step(asked, name, erika));
    expect(rowsOf([asked, ...steps]).map(({ kind }) => kind)).toEqual(['verification']);
  });

  it('stays the only row where its steps cannot be read', () => {
    const asked = request();
    const steps = ['ready', 'key', 'done'].map((name) =>
      step(asked, name, erika, { decryption: { status: 'failed', cause: 'beforeLogin' } }),
    );
    expect(rowsOf([asked, ...steps]).map(({ kind }) => kind)).toEqual(['verification']);
  });

  it('is done once both have said so', () => {
    const asked = request();
    const first = step(asked, 'done', max);
    expect(rowsOf([asked, first])[0]).not.toHaveProperty('outcome');
    expect(rowsOf([asked, first, step(asked, 'done', erika)])[0]).toMatchObject({ outcome: 'done' });
  });

  it('is cancelled by one of the two', () => {
    const asked = request();
    expect(rowsOf([asked, step(asked, 'cancel', max)])[0]).toMatchObject({ outcome: 'cancelled' });
  });

  it('does not end by what somebody else says, nor by what came in clear text', () => {
    const asked = request();
    const others = [step(asked, 'cancel', moritz), step(asked, 'cancel', max, { clear: true })];
    const forged = [step(asked, 'done', max, { clear: true }), step(asked, 'done', erika, { clear: true })];
    expect(rowsOf([asked, ...others, ...forged])[0]).not.toHaveProperty('outcome');
    const inClear = request({ clear: true });
    const ends = [step(inClear, 'done', max), step(inClear, 'done', erika)];
    expect(rowsOf([inClear, ...ends])[0]).not.toHaveProperty('outcome');
  });

  it.each([undefined, 5, '', 'erika', {}])('is none where it asks %o', (to) => {
    const asked = request({ content: { msgtype: 'm.key.verification.request', body: 'x', to } });
    expect(rowsOf([asked])[0]).toMatchObject({ kind: 'unsupported' });
  });
});
