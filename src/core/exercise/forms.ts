import * as z from 'zod';

// Zod would compile its checks with `new Function`, which a webview's content security policy forbids.
z.config({ jitless: true });

/** Forms that several parts of `exercise.json` are made of. */
export const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name is letters, digits and _, and starts with a letter');

export const expression = z
  .union([z.int().min(0), z.string().min(1)], 'a whole number or an expression is wanted here')
  .describe(
    'A whole number, or an expression over the parameters and derived sizes: integers, names, + - * / ( ) and ceil(x), floor(x), min(a, b), max(a, b). `/` is exact division.',
  );

export const sizes = z
  .record(name, z.number())
  .describe(
    'One value for each field of the uniform and each setting: whole, except where the field is an f32.',
  );

export const constants = z.record(name, z.number());

export const familyName = z.enum([
  'integers',
  'counts',
  'uniform',
  'wide',
  'constant',
  'impulse',
  'index',
]);
