/** What else the machine does: nothing is measured before it is quiet, or waiting did not help; then the report says so. */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const sampleMs = 300;
/** Of all processors. The server and a started browser alone stay below. */
const quietShare = 0.15;
const patienceMs = 6_000;

export interface MachineLoad {
  /** @returns when the machine is quiet, or patience is at its end */
  untilQuiet(): Promise<void>;
  /** A sentence for the report. */
  describe(): string;
}

export function watchMachineLoad(): MachineLoad {
  let asked = 0;
  let busy = 0;
  return {
    async untilQuiet() {
      asked += 1;
      for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += sampleMs) {
        if ((await busyShare()) <= quietShare) return;
      }
      busy += 1;
    },
    describe: () =>
      busy === 0
        ? 'Nothing else ran on the machine'
        : `**Something else kept the machine busy before ${busy} of ${asked} measurements: ratios only, and with care**`,
  };
}

async function busyShare(): Promise<number> {
  const before = processorTimes();
  await sleep(sampleMs);
  const after = processorTimes();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}

function processorTimes(): { readonly idle: number; readonly total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}
