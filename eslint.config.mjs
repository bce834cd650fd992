import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each room must not import; the compiler holds the rest by its references. The words are for whoever trips. */
const rooms = {
  'src/core': {
    patterns: [
      '**/protocol/**',
      '**/cite/**',
      '**/gpu/**',
      '**/simulator/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
      'node:*',
    ],
    message: 'core is pure TypeScript: it imports nothing but core.',
  },
  'src/cite': {
    patterns: [
      '**/protocol/**',
      '**/gpu/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
      'node:*',
    ],
    message: 'Citations are made of core’s papers alone, in a web worker too.',
  },
  'src/protocol': {
    patterns: [
      '**/cite/**',
      '**/gpu/**',
      '**/simulator/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
      'node:*',
    ],
    message: 'The protocol knows the forms of core and nobody at either end.',
  },
  'src/gpu': {
    patterns: [
      '**/protocol/**',
      '**/cite/**',
      '**/simulator/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
      'node:*',
    ],
    message: 'gpu runs what core asks for, in a page and in Node alike.',
  },
  'src/simulator': {
    patterns: [
      '**/protocol/**',
      '**/gpu/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
      'node:*',
    ],
    message: 'The simulator is pure TypeScript, the same in a worker and in Node.',
  },
  'src/docs': {
    patterns: [
      '**/protocol/**',
      '**/cite/**',
      '**/gpu/**',
      '**/simulator/**',
      '**/background/**',
      '**/editor/**',
      '**/cli/**',
      '**/webview/**',
      'vscode',
    ],
    message: 'Pages are written from core alone.',
  },
  'src/background': {
    patterns: ['**/cite/**', '**/gpu/**', '**/editor/**', '**/cli/**', '**/webview/**', 'vscode'],
    message: 'The background worker has the grader and the simulator, and letters from the host.',
  },
  'src/editor': {
    patterns: [
      '**/gpu/**',
      '**/simulator/**',
      '**/background/**',
      '**/cli/**',
      '**/webview/**',
      'node:*',
    ],
    message: 'The extension host also runs in a web worker: no Node, no WebGPU.',
  },
  'src/cli': {
    patterns: ['**/protocol/**', '**/editor/**', '**/webview/**', 'vscode'],
    message: 'The command line has the grader and the runners, no editor.',
  },
  webview: {
    patterns: ['**/cite/**', '**/editor/**', '**/cli/**', 'vscode', 'node:*'],
    message: 'A panel draws and runs; what it needs from the editor comes as a message.',
  },
};

const pureCore = ['Date', 'fetch', 'performance', 'setTimeout', 'setInterval', 'console'].map(
  (name) => ({
    name,
    message:
      'core and the simulator have no clock, no network and no output: take what you need as an argument.',
  }),
);

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'artifacts/', '.vscode-test/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers in a sentence read better without String(…) around them.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `(x) => wire.post(x)` passes on whatever comes back, which is nothing.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Index signatures are read with ['name'], as the compiler's own option asks.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      'no-console': 'error',
      complexity: ['error', 12],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  ...Object.entries(rooms).map(([room, { patterns, message }]) => ({
    files: [`${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
  })),
  {
    // It starts a thread where the extension host is Node.
    files: ['src/editor/host-worker.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['src/core/**/*.ts', 'src/simulator/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...pureCore],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Seeded numbers come from tensor/random.' },
      ],
    },
  },
  {
    files: ['src/gpu/**/*.ts', 'webview/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.property.name='requestDevice']:not([callee.object.name='adapter'])",
          message: 'Devices come from gpu/device.ts, which knows how they are lost.',
        },
        {
          selector:
            "CallExpression[callee.property.name='createBuffer']:not(FunctionDeclaration[id.name='tracker'] *)",
          message: 'A buffer is made by the tracker of its job, so that it is destroyed with it.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', 500] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...[
            'process',
            'console',
            'Buffer',
            'URL',
            'setTimeout',
            'clearTimeout',
            'setInterval',
            'clearInterval',
          ],
          ...[
            'require',
            'module',
            '__dirname',
            'performance',
            'fetch',
            'AbortSignal',
            'AbortController',
            'window',
          ],
          ...[
            'document',
            'navigator',
            'globalThis',
            'setImmediate',
            'structuredClone',
            'location',
            'MessageEvent',
          ],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  prettier,
);
