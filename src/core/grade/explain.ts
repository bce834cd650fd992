import type { Problem } from './report';

/** What a compiler message means to somebody who meets it for the first time, and what to do next. */
const explanations: readonly { readonly matches: RegExp; readonly says: string }[] = [
  {
    matches: /must only be called from subgroup uniform control flow/,
    says: 'All invocations of a subgroup must come to a subgroup operation together, so it cannot stand under an if or after a return that only some of them take. Let all of them come, and let those who have nothing to give bring what changes nothing: 0 for a sum.',
  },
  {
    matches: /must only be called from uniform control flow/,
    says: 'Every invocation of a workgroup must reach a barrier, so a barrier cannot stand under an if or after a return that only some of them take. Guard the loads and stores instead, and let all of them come to the barrier.',
  },
  {
    matches: /unresolved (?:value|identifier|type|call target)/,
    says: 'This name is not declared, or it is spelled in another way where it is.',
  },
  {
    matches: /no matching (?:overload|call|constructor)/,
    says: 'WGSL converts no types by itself: an index is u32 or i32, data are f32. Convert with u32(x), i32(x) or f32(x), and write 1.0 or 1u where a literal decides the type.',
  },
  {
    matches: /cannot (?:assign|store)|not assignable/,
    says: 'Only a var can be written. let gives a value a name for good; a storage buffer must be declared read_write, and an input never is.',
  },
  {
    matches: /type mismatch|cannot initialize|cannot convert|cannot be converted/,
    says: 'WGSL converts no types by itself: write u32(x), i32(x) or f32(x) where they meet.',
  },
  {
    matches: /expected ';'/,
    says: 'A statement ends with a semicolon; look at the end of the line before, too.',
  },
  {
    matches: /invalid character found/,
    says: 'This character begins nothing in WGSL. A # is the preprocessor of GLSL and CUDA, and WGSL has none: what such a file says has to be written in WGSL.',
  },
  {
    matches: /identifiers must not start with two/,
    says: 'Words such as __global__ and __shared__ are CUDA. In WGSL a kernel is a function with @compute and @workgroup_size, and what its workgroup shares is a var<workgroup> outside of it.',
  },
  {
    matches: /loop does not exit/,
    says: 'A loop needs a way out: a break, a return, or a condition.',
  },
  {
    matches: /parsed as template list/,
    says: 'Between a < and a > WGSL looks for types, as in array<f32>. Put brackets round each comparison: (a < b).',
  },
  {
    matches: /missing return/,
    says: 'A function with a result must return one on every path.',
  },
];

/** Adds the explanation of a compiler message, and widens an empty range to the word that it points at. */
export function explainProblem(problem: Problem, source: string): Problem {
  const known = explanations.find(({ matches }) => matches.test(problem.message));
  const says = problem.says ?? known?.says;
  return {
    ...problem,
    ...(says === undefined ? {} : { says }),
    ...(problem.range === undefined ? {} : { range: widened(problem.range, source) }),
  };
}

function widened(
  range: NonNullable<Problem['range']>,
  source: string,
): NonNullable<Problem['range']> {
  const { start, end } = range;
  if (start.line !== end.line || start.character !== end.character) return range;
  const line = source.split(/\r\n|\r|\n/)[start.line] ?? '';
  const word = /^\w+/.exec(line.slice(start.character))?.[0].length ?? 1;
  if (start.character < line.length)
    return { start, end: { ...end, character: start.character + word } };
  // At the end of a line, or of the file, the last character is what can carry a squiggle.
  return {
    start: { ...start, character: Math.max(0, line.length - 1) },
    end: { ...end, character: line.length },
  };
}
