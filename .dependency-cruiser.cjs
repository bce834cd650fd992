// Boundaries between rooms are held by the compiler and by ESLint; this looks for cycles and orphans alone.
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or a third is missing.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      // The bundler puts these in the place of libraries (esbuild.js).
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^src/cite/no-fetch\\.ts$', '^src/core/no-schemas\\.ts$'],
      },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
