import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const platform = { group: ['@tauri-apps/*'], message: 'Only src/ipc talks to the platform.' };
const features = { group: ['**/features/**'], message: 'Elements and lib know no business.' };
const ipc = { regex: '/ipc/(?!bindings/)', message: 'What is pure asks for nothing.' };
const framework = { group: ['svelte', 'svelte/*', '**/*.svelte'], message: 'lib is plain TypeScript.' };
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['dist', 'src/ipc/bindings'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs['flat/recommended'],
  {
    languageOptions: { globals: globals.browser },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'off',
      // Not all that is kept in a class is shown.
      'svelte/prefer-svelte-reactivity': 'off',
      // A space where the markup has none must be written so.
      'svelte/no-useless-mustaches': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  { files: ['*.config.*'], languageOptions: { globals: globals.node } },
  { files: ['src/**'], ignores: ['src/ipc/**'], rules: restrict(platform) },
  { files: ['src/elements/**'], rules: restrict(platform, features, ipc) },
  { files: ['src/lib/**'], rules: restrict(platform, features, ipc, framework) },
);
