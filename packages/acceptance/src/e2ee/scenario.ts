/** A scenario: a sentence about what people live to see, and the play that shows it. */
import type { Stage } from './stage.ts';

export interface Scenario {
  readonly name: string;
  /** Where the idea comes from: a test of complement-crypto, an advisory, a goal of this product. */
  readonly source: string;
  run(stage: Stage): Promise<void>;
}

export function scenario(name: string, source: string, run: (stage: Stage) => Promise<void>): Scenario {
  return { name, source, run };
}
