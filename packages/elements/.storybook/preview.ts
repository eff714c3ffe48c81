/** How stories are shown: in German, on a plain page. */
import type { Preview } from '@storybook/web-components-vite';
import { addons } from 'storybook/preview-api';
import { fetchWords } from '../src/internal/language.ts';
import './preview.css';

document.documentElement.lang = 'de';
// What takes pictures waits for this. Not before may it ask for the next one: Storybook answers by loading its page anew.
addons.getChannel().on('storyFinished', ({ storyId }: { readonly storyId: string }) => {
  document.documentElement.dataset['finished'] = storyId;
});

const preview: Preview = {
  loaders: [() => fetchWords('de')],
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error', options: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } },
  },
};

export default preview;
