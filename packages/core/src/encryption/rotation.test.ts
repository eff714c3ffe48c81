import { describe, expect, it } from 'vitest';
import { withRotation } from './rotation.ts';

const algorithm = 'm.megolm.v1.aes-sha2';

describe('the life of a room key', () => {
  it('is what the room says where the organisation says nothing', () => {
    const content = { algorithm, rotation_period_msgs: 7 };
    expect(withRotation(content)).toEqual(content);
  });

  it('is at most what the organisation allows, whatever the room says', () => {
    const policy = { messages: 50, ms: 86_400_000 };
    const longest = { algorithm, rotation_period_msgs: 50, rotation_period_ms: 86_400_000 };
    expect(withRotation({ algorithm }, policy)).toEqual(longest);
    expect(withRotation({ algorithm, rotation_period_msgs: 1e9, rotation_period_ms: 1e12 }, policy)).toEqual(longest);
    expect(withRotation({ algorithm, rotation_period_msgs: 0, rotation_period_ms: 'x' }, policy)).toEqual(longest);
  });

  it('is shorter where the room wants it shorter', () => {
    expect(withRotation({ algorithm, rotation_period_msgs: 5 }, { messages: 50 })).toEqual({
      algorithm,
      rotation_period_msgs: 5,
    });
  });
});
