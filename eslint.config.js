/** Only what oxlint cannot see: what templates of custom elements say. Types and everything else are oxlint's. */
import parser from '@typescript-eslint/parser';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '.homeserver/**'] },
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
];
