import { de } from './de.ts';
import type { Words } from './words.ts';
export const fr: Words = { ...de, $code: 'fr', $name: 'Français' };
