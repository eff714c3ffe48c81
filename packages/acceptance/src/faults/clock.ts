/** A page and a host whose clock is off by a day or by ten years: they log in, write, read and stay live. */
import { say, untilLive } from './client.ts';
import { clockSkewsDays, skewClock, skewedWorker, type Stage } from './stage.ts';
import { hear, untilRead } from './starting-and-syncing.ts';
import { visit } from './visit.ts';

export async function clockIsOff(stage: Stage): Promise<string> {
  for (const days of clockSkewsDays) {
    await visit(
      stage,
      async (visited) => {
        const hours = await visited.page.evaluate(() => Date.now() / 3_600_000);
        if (Math.abs(hours - Date.now() / 3_600_000 - days * 24) > 1) throw new Error('the clock is not off');
        await say(visited.page, visited.roomId, [`${days} Tage`]);
        await untilRead(stage, visited.roomId, `${days} Tage`);
        await hear(stage, visited, 'Antwort');
        await visited.reload();
        await untilLive(visited.page);
        await hear(stage, visited, 'nach dem Neuladen');
      },
      { worker: skewedWorker(days), before: skewClock(days) },
    );
  }
  return `${clockSkewsDays.join(', ')} days: sends, reads, stays live`;
}
