/** `@bundesmessenger/store/testing`: test without a server. */
export { createFakeStore, type CommandAnswers, type FakeStore } from './fake-store.ts';
export { roomList, roomSummary } from './fixtures.ts';
