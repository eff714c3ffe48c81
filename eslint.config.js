/** Only what oxlint cannot see: what templates of custom elements say, and what would load something. Everything else is oxlint's. */
import parser from '@typescript-eslint/parser';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';

/** Each would make the page ask a server that no whitelist has seen: pictures, sound, style sheets, prefetches, frames. */
const message = 'Bytes come through the host: internal/picture.ts shows pictures, media-template.ts plays.';
const loading = [
  // In templates: elements that load, attributes that name what to load, and style sheets.
  'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/<(link|script|iframe|frame|object|embed|base|meta|portal|image|use|feImage)\\b/i]',
  'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\s\\.?(src|srcset|poster|background|ping)\\s*=/i]',
  'TaggedTemplateExpression[tag.name=/^css$/] TemplateElement[value.raw=/url\\(|@import/i]',
  // The same by hand.
  'NewExpression[callee.name=/^(Image|Audio)$/]',
  'AssignmentExpression > MemberExpression.left[property.name=/^(src|srcset|poster|ping)$/]',
  'CallExpression[callee.property.name=/^createElement(NS)?$/] > Literal[value=/^(link|script|iframe|frame|object|embed|base|meta|portal)$/i]',
  'CallExpression[callee.property.name=/^setAttribute(NS)?$/] > Literal[value=/^(xlink:)?(src|srcset|poster|background|ping|href)$/i]',
].map((selector) => ({ selector, message }));

export default [
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '**/.storybook/static/**',
      '**/.stryker-tmp/**',
      '**/reports/**',
      '.homeserver/**',
    ],
  },
  // The directives in the files are oxlint's.
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  {
    files: ['packages/elements/src/**/*.ts'],
    languageOptions: { parser },
    plugins: { lit, wc, 'lit-a11y': litA11y },
    rules: {
      ...lit.configs['flat/recommended'].rules,
      ...wc.configs['flat/recommended'].rules,
      ...litA11y.configs.recommended.rules,
      // `style-src 'self'` drops inline styles, in silence in some browsers.
      'lit/ban-attributes': ['error', 'style'],
      // In a dialog it says where the focus starts, as the HTML standard advises.
      'lit-a11y/no-autofocus': 'off',
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'lit/directives/style-map.js', message: 'Inline styles do not survive the strict policy.' }],
          patterns: [{ group: ['lit/directives/unsafe-*'], message: 'Markup from strings is never rendered.' }],
        },
      ],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Only the host sends requests.' }],
    },
  },
  {
    files: ['packages/{core,store,elements}/src/**/*.ts'],
    languageOptions: { parser },
    rules: { 'no-restricted-syntax': ['error', ...loading] },
  },
  {
    // Shows and plays what the host has fetched: `blob:` URLs only. Tests build pages of their own.
    files: [
      'packages/elements/src/internal/picture.ts',
      'packages/elements/src/components/message/media-template.ts',
      'packages/{core,store,elements}/src/**/*.test.ts',
      'packages/{core,store,elements}/src/testing/**/*.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
];
