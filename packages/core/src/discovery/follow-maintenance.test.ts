import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followMaintenance, type MaintenanceAnswer, type MaintenanceFollower } from './follow-maintenance.ts';
import type { Downtime } from './maintenance.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 22, 8);

const downtime = (change: Partial<Downtime> = {}): Downtime => ({
  kind: 'maintenance',
  announcedAtMs: startMs + minuteMs,
  startsAtMs: startMs + 2 * minuteMs,
  endsAtMs: startMs + 3 * minuteMs,
  blocking: true,
  ...change,
});

let answer: MaintenanceAnswer;
let asked: number;
let follower: MaintenanceFollower;
let seen: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
  answer = { status: 'answered', downtimes: [] };
  asked = 0;
  seen = [];
});
afterEach(() => {
  follower.stop();
  vi.useRealTimers();
});

const start = async (): Promise<void> => {
  follower = followMaintenance({
    ask: async () => {
      asked += 1;
      return answer;
    },
  });
  follower.state.subscribe(({ status }) => seen.push(status));
  await vi.advanceTimersByTimeAsync(0);
};

describe('a follower of maintenance', () => {
  it('goes through announcement, start and end at their moments, without asking', async () => {
    answer = { status: 'answered', downtimes: [downtime()] };
    await start();
    expect(seen).toEqual(['none']);
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(follower.state.get()).toMatchObject({ status: 'announced', startsAtMs: startMs + 2 * minuteMs });
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(follower.state.get()).toMatchObject({ status: 'running', blocking: true });
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(seen).toEqual(['none', 'announced', 'running', 'none']);
  });

  it('asks about every five minutes, and every minute while it runs', async () => {
    await start();
    await vi.advanceTimersByTimeAsync(11 * minuteMs);
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(asked).toBeLessThanOrEqual(4);

    answer = { status: 'answered', downtimes: [downtime({ announcedAtMs: 0, startsAtMs: 0, endsAtMs: Infinity })] };
    follower.check();
    await vi.advanceTimersByTimeAsync(0);
    asked = 0;
    await vi.advanceTimersByTimeAsync(5 * minuteMs);
    expect(asked).toBeGreaterThanOrEqual(4);
    expect(asked).toBeLessThanOrEqual(7);
  });

  it('notices an end that comes earlier than announced', async () => {
    answer = { status: 'answered', downtimes: [downtime({ announcedAtMs: 0, startsAtMs: 0, endsAtMs: Infinity })] };
    await start();
    answer = { status: 'answered', downtimes: [] };
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(seen).toEqual(['none', 'running', 'none']);
  });

  it('keeps what was announced while no answer can be had', async () => {
    answer = { status: 'answered', downtimes: [downtime()] };
    await start();
    answer = { status: 'failed' };
    await vi.advanceTimersByTimeAsync(2 * minuteMs);
    follower.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
    expect(follower.state.get()).toMatchObject({ status: 'running' });
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect(follower.state.get()).toEqual({ status: 'none' });
  });

  it('asks once an hour where there is nothing to ask', async () => {
    answer = { status: 'refused' };
    await start();
    await vi.advanceTimersByTimeAsync(45 * minuteMs);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(20 * minuteMs);
    expect(asked).toBe(2);
  });

  it('asks at once when told that something fails, but not twice within ten seconds', async () => {
    await start();
    follower.check();
    follower.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    follower.check();
    follower.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
  });

  it('survives a question that throws', async () => {
    follower = followMaintenance({ ask: () => Promise.reject(new Error('no')) });
    await vi.advanceTimersByTimeAsync(0);
    expect(follower.state.get()).toEqual({ status: 'none' });
  });

  it('leaves no timer when it is stopped', async () => {
    answer = { status: 'answered', downtimes: [downtime()] };
    await start();
    follower.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says the same thing once', async () => {
    answer = { status: 'answered', downtimes: [downtime({ announcedAtMs: 0 })] };
    await start();
    await vi.advanceTimersByTimeAsync(minuteMs / 2);
    follower.check();
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(2);
    expect(seen).toEqual(['none', 'announced']);
  });
});
