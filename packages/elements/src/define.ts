/** Registers all tags. The entry of the drop-in script. */
import './components/chat/chat.define.ts';
import './components/launcher/launcher.define.ts';

export * from './index.ts';
