/** How stories are shown: in German, on a plain page. */
import type { Preview } from '@storybook/web-components-vite';
import { fetchWords } from '../src/internal/language.ts';
import './preview.css';

document.documentElement.lang = 'de';

const preview: Preview = {
  loaders: [() => fetchWords('de')],
  // What takes pictures waits for this.
  afterEach: ({ id }) => {
    document.documentElement.dataset['played'] = id;
  },
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error', options: { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } },
  },
};

export default preview;
