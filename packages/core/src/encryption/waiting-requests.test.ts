import { describe, expect, it } from 'vitest';
import { createWaitingRequests } from './waiting-requests.ts';

const request = (otherUserId: string, otherDeviceId = 'EINS', id = 1) => ({ otherUserId, otherDeviceId, id });

function all<Request>(waiting: { next(): Request | undefined }): Request[] {
  const taken: Request[] = [];
  for (let next = waiting.next(); next; next = waiting.next()) taken.push(next);
  return taken;
}

describe('requests for a verification that wait', () => {
  it('are taken in the order in which they came', () => {
    const waiting = createWaitingRequests<ReturnType<typeof request>>();
    const [anna, ben] = [request('@anna'), request('@ben')];
    waiting.add(anna);
    waiting.add(ben);
    expect(all(waiting)).toEqual([anna, ben]);
  });

  it('are one for each device: the newest', () => {
    const waiting = createWaitingRequests<ReturnType<typeof request>>();
    const [phone, computer] = [request('@anna', 'TELEFON', 2), request('@anna', 'RECHNER')];
    waiting.add(request('@anna', 'TELEFON', 1));
    waiting.add(computer);
    waiting.add(phone);
    expect(all(waiting)).toEqual([computer, phone]);
  });

  it('are not more than ten, however many somebody sends, and the last of them is kept', () => {
    const waiting = createWaitingRequests<ReturnType<typeof request>>();
    for (let at = 0; at < 1_000; at++) waiting.add(request('@mallory', `GERÄT${at}`));
    waiting.add(request('@anna'));
    const kept = all(waiting);
    expect(kept).toHaveLength(10);
    expect(kept.at(-1)?.otherUserId).toBe('@anna');
  });

  it('are gone when it ends', () => {
    const waiting = createWaitingRequests<ReturnType<typeof request>>();
    waiting.add(request('@anna'));
    waiting.clear();
    expect(waiting.next()).toBeUndefined();
  });
});
