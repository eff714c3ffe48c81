/** Keeps matrix-js-sdk and the Rust crypto quiet: their logs name users, rooms and sessions. */
import loglevel from 'loglevel';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';

const nothing = (): void => undefined;

export const silentLogger: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silentLogger,
};

/** Parts of matrix-js-sdk use a global logger of their own and make child loggers at any time. */
export function silenceMatrixLogger(): void {
  const { setLevel, levels } = loglevel;
  setLevel(levels.SILENT, false);
  for (const [name, child] of Object.entries(loglevel.getLoggers())) {
    if (!name.startsWith('matrix')) continue;
    child.methodFactory = () => nothing;
    child.setLevel(levels.SILENT, false);
  }
}
