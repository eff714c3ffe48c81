import { describe, expect, it } from 'vitest';
import { checkTurnUri, listedTurnUris } from './turn.ts';

const hosts = ['turn.a.example'];
const good = [
  'turn:turn.a.example',
  'turns:turn.a.example:5349',
  'turn:turn.a.example:3478?transport=udp',
  'turns:turn.a.example?transport=tcp',
  'stun:turn.a.example',
  'stuns:turn.a.example:1',
  'turn:TURN.a.example',
];
const bad = [
  'turn:evil.example',
  'stun:stun.l.google.com:19302',
  'turn:203.0.113.5',
  'turn:[::1]',
  'turn:turn.a.example.evil.example',
  'turn:xturn.a.example',
  'turn:turn.a.example.',
  'turn:turn.a.example@evil.example',
  'turn:x@turn.a.example',
  'turn://turn.a.example',
  'turn:turn.a.example:123456',
  'turn:turn.a.example:x',
  'turn:turn.a.example/x',
  'turn:turn.a.example?transport=udp&x',
  'turn:turn.a.example?transport=sctp',
  'turn:turn.a.example\n',
  ' turn:turn.a.example',
  'TURN:turn.a.example',
  'xturn:turn.a.example',
  'https://turn.a.example',
  'turn:',
  '',
  undefined,
  ['turn:turn.a.example'],
];

describe('a relay', () => {
  it.each(good)('%s is used', (uri) => {
    expect(checkTurnUri(uri, hosts)).toBe(uri);
  });

  it.each(bad)('%j is not used', (uri) => {
    expect(() => checkTurnUri(uri, hosts)).toThrow(
      expect.objectContaining({ code: 'WL_TURN', message: expect.stringMatching(/./) }),
    );
  });

  it('is not used where none is listed', () => {
    expect(() => checkTurnUri('turn:turn.a.example')).toThrow(
      expect.objectContaining({ code: 'WL_TURN', message: expect.stringMatching(/./) }),
    );
    expect(listedTurnUris(good)).toEqual([]);
  });

  it('that is not listed is dropped from a list', () => {
    expect(listedTurnUris([...bad, ...good], hosts)).toEqual(good);
    expect(listedTurnUris('turn:turn.a.example', hosts)).toEqual([]);
  });
});
