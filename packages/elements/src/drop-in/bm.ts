/** The drop-in: one module that registers all tags. */
export * from '../define.ts';
