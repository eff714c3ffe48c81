/** What the host does for each command. */
import type { Commands, CommandType, Results } from '../protocol/commands.ts';

/** A command without a result may resolve with anything: `call` drops it. */
export type Deeds = {
  [Type in CommandType]: (
    command: Commands[Type],
    /** The page that asks: it reads timelines at its own place. */
    reader?: string,
  ) => Promise<Results[Type] extends undefined ? void : Results[Type]>;
};
