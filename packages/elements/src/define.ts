/** Registers all tags. The entry of the drop-in script. */
import './components/chat/chat.define.ts';

export * from './index.ts';
