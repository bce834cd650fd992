import { calls, type Span } from '../../outline/outline';
import { rangeOf } from '../../outline/place';
import { tastesOfCanary } from '../inputs';
import { isUnwritten } from '../kept';
import { type Evidence, type Rule, wrongOutput } from './evidence';

/** Mistakes that the source shows once the values are known to be wrong. */

export const powCalled: Rule = {
  id: 'pow-without-a-value',
  find(evidence) {
    const found = wrongOutput(evidence);
    if (found === undefined) return undefined;
    const { output, wrong } = found;
    const odd = (i: number): boolean =>
      isUnwritten(output, i) || tastesOfCanary(output.got[i] ?? 0);
    if (wrong.some(odd)) return undefined;
    const at = callOf(evidence, 'pow');
    if (at === undefined) return undefined;
    const range = rangeOf(evidence.file.source, at);
    return {
      title: 'pow has no value for every number',
      says: `Line ${range.start.line + 1} calls pow(x, y). WGSL defines it as exp2(y * log2(x)), so for x below 0, and for 0 to the power of 0, it has no value: each GPU gives what it likes, and nearly right where it has one. Multiply instead: carry the power in a variable from one term to the next.`,
      range,
    };
  },
};

/** Where the functions of a file first call a name. */
function callOf({ file }: Evidence, name: string): Span | undefined {
  let found: Span | undefined;
  for (const fn of file.functions) {
    calls(fn, (called, at) => {
      if (called === name) found ??= at;
    });
  }
  return found;
}
