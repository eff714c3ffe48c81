import { de } from './de.ts';
import type { Words } from './words.ts';
export const en: Words = { ...de, $code: 'en', $name: 'English' };
