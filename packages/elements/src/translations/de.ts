/** German, the source language. Sie. */
import { germanBasics } from './de.basics.ts';
import { germanConversation } from './de.conversation.ts';
import { germanErrors, germanErrorsForAdministrators } from './de.errors.ts';
import { germanLogin } from './de.login.ts';
import { germanRooms } from './de.rooms.ts';
import { germanTrust } from './de.trust.ts';
import type { Words } from './words.ts';

export const de: Words = {
  ...germanBasics,
  ...germanLogin,
  ...germanRooms,
  ...germanConversation,
  ...germanTrust,
  refused: 'Der Chat kann nicht gestartet werden',
  forAdministrators: 'Hinweis für die Administration',
  errorCode: 'Fehlercode',
  error: (code) => (germanErrors as Record<string, string>)[code] ?? germanErrors.UNEXPECTED,
  errorForAdministrators: (code) => (germanErrorsForAdministrators as Record<string, string>)[code] ?? '',
};
