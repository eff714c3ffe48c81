/** The drop-in: one module that registers all tags, and loads the rest of itself when it is first shown. */
import './start.ts';
