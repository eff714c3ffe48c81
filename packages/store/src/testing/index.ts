/** `@bundesmessenger/store/testing`: test without a server. */
export { createFakeStore, type CommandAnswers, type FakeStore } from './fake-store.ts';
export { loggedInSession, member, memberList, message, roomList, roomSummary, timeline } from './fixtures.ts';
export {
  createScriptedStore,
  type Script,
  type ScriptedMessage,
  type ScriptedPerson,
  type ScriptedRoom,
  type ScriptedStore,
} from './scripted-store.ts';
