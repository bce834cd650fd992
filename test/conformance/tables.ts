import { conversionOperations } from './conversions';
import { elementary } from './elementary';
import { floatParts } from './float-parts';
import { floats } from './floats';
import { geometry } from './geometry';
import { integers } from './integers';
import { logical } from './logical';
import { matrixOperations } from './matrices';
import type { Operation } from './operation';
import { packing } from './packing';

/** Every operator, conversion and built-in that only computes, with the arguments that matter. */
export const operations: readonly Operation[] = [
  ...integers,
  ...packing,
  ...logical,
  ...floats,
  ...floatParts,
  ...elementary,
  ...geometry,
  ...matrixOperations,
  ...conversionOperations,
];
