/** What is asked of homeserver and operator beside a session's start, as one module: it is not on the way to the list of rooms. */
export { askAccountFacts, askMaintenance, askSupportContact } from './ask-operator.ts';
export { discover } from './discover.ts';
export { followMaintenance } from './follow-maintenance.ts';
