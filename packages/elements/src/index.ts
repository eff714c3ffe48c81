/** `@bundesmessenger/elements`: the classes and the words, without side effects. `/define` registers the tags. */
export { BmAccount } from './components/account/account.ts';
export { BmChat } from './components/chat/chat.ts';
export { BmComposer } from './components/composer/composer.ts';
export { BmConnectionBanner } from './components/connection-banner/connection-banner.ts';
export { BmLogin } from './components/login/login.ts';
export { BmMessenger } from './components/messenger/messenger.ts';
export { BmNewRoom } from './components/new-room/new-room.ts';
export { BmRoom } from './components/room/room.ts';
export { BmRoomList } from './components/room-list/room-list.ts';
export { BmSession } from './components/session/session.ts';
export { BmTimeline } from './components/timeline/timeline.ts';
export type { BmEventDetails, BmEventMap } from './internal/events.ts';
export { storeContext, ContextRequestEvent } from './internal/store-context.ts';
export { registerTranslation } from '@shoelace-style/localize';
export { de } from './translations/de.ts';
export { en } from './translations/en.ts';
export { fr } from './translations/fr.ts';
export type { Words } from './translations/words.ts';
