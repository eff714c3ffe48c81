import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../src/components/composer/composer.define.ts';
import type { BmComposer } from '../src/components/composer/composer.ts';
import { roomId } from '../src/testing/snapshots.ts';
import { roomSettings } from '../src/testing/trust-snapshots.ts';
import { threadId } from './conversation.ts';
import { paint } from './files.ts';
import { storeOf, type Changes } from './snapshots.ts';
import { find, focusOn, press, story, type } from './stage.ts';

const meta: Meta = { title: 'bm-composer', component: 'bm-composer' };
export default meta;

const composer = (play?: (element: BmComposer) => unknown, changes: Changes = {}, thread?: string): StoryObj =>
  story(
    () => html`<bm-composer .store=${storeOf(changes)} .roomId=${roomId} .threadId=${thread}></bm-composer>`,
    'page',
    async () => play?.(await find<BmComposer>('bm-composer')),
  );

const input = '[part="input"]';

async function attach(element: BmComposer): Promise<void> {
  element.addFiles([
    new File([await paint('l')], 'bruecke.png', { type: 'image/png' }),
    new File([new Uint8Array(1_240_000)], 'Lagebericht_2026-11-22.pdf', { type: 'application/pdf' }),
  ]);
  await find('.attachments img[data-state]');
}

export const Empty = composer();
export const Focused = composer(() => focusOn(input));
export const Written = composer(() => type(input, 'Die Lagekarte ist aktualisiert.'));
export const ManyLines = composer(() => type(input, 'Pegel Köln: **8,12 m**\n'.repeat(14)));
export const Reply = composer(undefined, { draft: { body: '', replyTo: '$2' } });
export const Edit = composer(undefined, { draft: { body: 'Danke. Bitte auch an die Presse geben.', editOf: '$3' } });
export const Mention = composer(() => type(input, 'Danke, @'), { settings: roomSettings() });
export const MentionSearched = composer(() => type(input, '@ann'));
export const Emojis = composer(async () => {
  await press('.emoji');
  await find('[part="emoji"]');
});
export const AttachMenu = composer(() => press('[part="attach"]'));
export const Uploads = composer(attach);
export const UploadsAreScanned = composer(attach, { deployment: { contentScanner: true } });
export const UploadTooLarge = composer(attach, { deployment: { limits: { uploadBytes: 1_000_000 } } });
export const Poll = composer(() => press('[part="attach"]', '[role="menuitem"]:nth-of-type(2)'));
export const InThread = composer(undefined, {}, threadId);
export const NotEncrypted = composer(undefined, {
  settings: { ...roomSettings(), encrypted: false, can: { ...roomSettings().can, send: false } },
});
export const MayNotWrite = composer(undefined, {
  settings: { ...roomSettings(), can: { ...roomSettings().can, send: false } },
});
