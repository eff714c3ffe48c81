/** Chance that can be had again: the same seed gives the same numbers. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, even enough to choose moments. @returns numbers from 0 up to 1 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
