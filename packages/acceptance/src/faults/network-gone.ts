/** The network goes and comes back: the session is live again within three seconds, and what was written meanwhile is sent. */
import { liveAfter, say } from './client.ts';
import type { Stage } from './stage.ts';
import { visit, withoutNetwork } from './visit.ts';
import { poll } from './waiting.ts';

/** Product goal, in milliseconds: nobody waits longer once the network is back. */
export const liveWithinMs = 3_000;
/** Long enough for pauses between two tries to have grown, in milliseconds. */
const goneForMs = 20_000;
const times = 3;

export function networkGone(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, roomId } = visited;
    const took: number[] = [];
    for (let time = 0; time < times; time++) {
      const backAt = await withoutNetwork(stage, visited, async () => {
        await say(page, roomId, [`ohne Netz ${time}`]);
        await new Promise((resolve) => setTimeout(resolve, goneForMs));
      });
      took.push(await liveAfter(page, backAt));
    }
    const expected = Array.from({ length: times }, (_, time) => `ohne Netz ${time}`);
    await poll(
      () => stage.reader.bodies(roomId),
      (bodies) => expected.every((body) => bodies.filter((other) => other === body).length === 1),
      'what was written without a network arrives once',
    );
    const summary = `live again after ${took.map((ms) => `${ms} ms`).join(', ')}`;
    if (took.some((ms) => ms > liveWithinMs)) throw new Error(summary);
    return summary;
  });
}
