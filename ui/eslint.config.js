import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const platform = {
  group: ['@tauri-apps/*'],
  message: 'Only src/ipc talks to the platform.',
};
const business = {
  group: ['**/features/**', '**/ipc/**', '**/app/**', '**/lib/messages'],
  message: 'Elements know no business.',
};

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/ipc/bindings'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      'no-restricted-imports': ['error', { patterns: [platform] }],
      'no-undef': 'off',
      // Sets and maps that only keep books are no state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['src/elements/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [platform, business] }] },
  },
  {
    files: ['src/ipc/**', 'dev/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
);
