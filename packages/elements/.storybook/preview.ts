/** How stories are shown: in German, on a plain page. */
import type { Preview } from '@storybook/web-components-vite';
import './preview.css';

document.documentElement.lang = 'de';

const preview: Preview = {
  // What takes pictures waits for this.
  afterEach: () => {
    document.documentElement.dataset['played'] = '';
  },
  parameters: { layout: 'fullscreen', a11y: { test: 'error' } },
};

export default preview;
