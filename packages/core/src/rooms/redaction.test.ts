import { describe, expect, it } from 'vitest';
import { message, stateEvent } from '../sync/testing/events.ts';
import { redactedEventId, redactEvent } from './redaction.ts';

const redaction = (more: object) => message('r', { type: 'm.room.redaction', content: {}, ...more });

describe('redactedEventId', () => {
  it.each(['1', '9', '10'])('is at the top level in room version %s', (version) => {
    const both = redaction({ redacts: '$top', content: { redacts: '$inner' } });
    expect(redactedEventId(both, version)).toBe('$top');
    expect(redactedEventId(redaction({ content: { redacts: '$inner' } }), version)).toBeUndefined();
  });

  it.each(['11', '12', '999.unknown', ''])('is in the content in room version %s (U10)', (version) => {
    const both = redaction({ redacts: '$top', content: { redacts: '$inner' } });
    expect(redactedEventId(both, version)).toBe('$inner');
    expect(redactedEventId(redaction({ redacts: '$top' }), version)).toBeUndefined();
  });

  it.each([{}, { redacts: {} }, { content: { redacts: 5 } }, { content: { redacts: 'x' } }])(
    'is none where the redaction names none: %o',
    (more) => {
      expect([redactedEventId(redaction(more), '10'), redactedEventId(redaction(more), '11')]).toEqual([
        undefined,
        undefined,
      ]);
    },
  );

  it('is of redactions only', () => {
    expect(redactedEventId(message('a', { redacts: '$x', content: { redacts: '$x' } }), '11')).toBeUndefined();
  });
});

describe('redactEvent', () => {
  it('takes the content, bundles and earlier content, and says which event did it', () => {
    const event = message('a', { unsigned: { transaction_id: 't', 'm.relations': {}, prev_content: {} } });
    const by = redaction({ unsigned: { transaction_id: 'x' } });
    expect(redactEvent(event, by)).toEqual({
      ...event,
      content: {},
      unsigned: {
        transaction_id: 't',
        redacted_because: expect.objectContaining({ event_id: '$r', type: 'm.room.redaction' }),
      },
    });
  });

  it.each([
    ['m.room.member', { membership: 'join', displayname: 'x' }, { membership: 'join' }],
    ['m.room.join_rules', { join_rule: 'invite', x: 1 }, { join_rule: 'invite' }],
    ['m.room.power_levels', { users: {}, ban: 50, notifications: {} }, { users: {}, ban: 50 }],
    ['m.room.history_visibility', { history_visibility: 'shared', x: 1 }, { history_visibility: 'shared' }],
    ['m.room.create', { room_version: '11', type: 'm.space' }, { room_version: '11', type: 'm.space' }],
    ['m.room.name', { name: 'x' }, {}],
  ])('leaves of %s what the room needs', (type, content, expected) => {
    expect(redactEvent(stateEvent(type, '', content), redaction({})).content).toEqual(expected);
  });
});
