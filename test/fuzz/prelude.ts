/** Words that each invocation of a generated kernel writes. */
export const wordsEach = 8;
/** Invocations of a workgroup. */
export const width = 32;
/** Words of one element of `parts`, of `counts` and of `grid`. */
export const partWords = 12;
export const counterWords = 4;
export const gridWords = 32;

/** Words of an element of `parts` and of `grid` that hold floats. */
export const floatWords: Readonly<Record<string, readonly number[]>> = {
  parts: [4, 5, 6],
  grid: [0, 1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 14, 18, 19, 20, 21, 22, 23, 24, 25],
};

/** What the uniform `u` holds. */
export function uniformWords(): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(36);
  const floats = new Float32Array(words.buffer);
  [0, 1, 2].forEach((column) => floats.set([column + 1.5, -2, column], column * 4));
  words.set([1, 2, 3, 4, -5, 6, -7, 8, 9, 10, 11, 12], 12);
  floats[24] = -3.5;
  words.set([5, 6], 32);
  return words;
}

/** What all generated kernels share: memory of every kind, and functions that they call. */
export const prelude = `
enable subgroups;
struct Part { @size(16) a: u32, b: vec3f, @align(16) c: array<i32, 3> }
struct Counter { u: atomic<u32>, i: atomic<i32>, list: array<atomic<u32>, 2> }
struct Grid { m: mat3x2f, n: mat2x3f, @align(32) t: vec2i, k: array<mat2x2f, 2> }
struct Uniforms { m: mat3x3f, list: array<vec4i, 3>, @size(32) s: f32, @align(16) h: vec2u }
alias Row = array<u32, 4>;
struct Whole { part: Part, m: mat2x3f, f: f32 }
@group(0) @binding(0) var<uniform> p: vec4u;
@group(0) @binding(1) var<storage, read> data: array<u32>;
@group(0) @binding(2) var<storage, read_write> out: array<u32>;
@group(0) @binding(3) var<storage, read_write> scratch: array<u32>;
@group(0) @binding(4) var<storage, read_write> counts: array<Counter>;
@group(0) @binding(5) var<storage, read_write> parts: array<Part>;
@group(0) @binding(6) var<uniform> u: Uniforms;
@group(0) @binding(7) var<storage, read_write> grid: array<Grid>;
var<workgroup> shared_u: array<u32, ${width}>;
var<workgroup> shared_v: array<vec3f, ${width}>;
var<workgroup> shared_w: Whole;
var<workgroup> tally: atomic<i32>;
var<workgroup> bins: array<atomic<u32>, 8>;
var<workgroup> zeroed: array<u32, ${width}>;
var<workgroup> sized: array<i32, COUNT>;
var<private> mine: array<i32, 4>;
var<private> lane: u32;
var<private> lanes: u32;
const table = array<i32, 4>(3, -1, 7, 2);
override SHIFT: u32 = 3;
override COUNT: u32 = SHIFT * 8u + 8u;
const LEVELS = 2u + 3u;
fn nz(x: f32) -> f32 { return select(x, 0.0, x == 0.0); }
fn tame1(x: f32) -> f32 { return f32(i32(x * 2.0) & 127) * 0.5 - 16.0; }
fn tame2(v: vec2f) -> vec2f { return vec2f(vec2i(v * 2.0) & vec2i(127)) * 0.5 - 16.0; }
fn tame3(v: vec3f) -> vec3f { return vec3f(vec3i(v * 2.0) & vec3i(127)) * 0.5 - 16.0; }
fn tame4(v: vec4f) -> vec4f { return vec4f(vec4i(v * 2.0) & vec4i(127)) * 0.5 - 16.0; }
fn mixed(a: u32, b: i32) -> u32 { if (b < 0) { return a ^ u32(-b); } return (a << (SHIFT & 7u)) + u32(b); }
fn turned(v: vec3f, s: f32) -> vec3f { let m = mat3x3f(0, 1, 0, 0, 0, 1, 1, 0, 0); return tame3(m * v + vec3f(s)); }
fn looped(n: i32) -> i32 { var s = 0; for (var i = 0; i < (n & 7); i++) { if (i == 5) { break; } if (i == 2) { continue; } s += table[i & 3] * i; } return s; }
fn measured(v: vec3f) -> f32 { var m = mat2x3f(v, v.zyx); m[1] += vec3f(1.0); let t = transpose(m); return tame1(t[2].y + m[0][1] + cross(v, vec3f(1, 0, 2)).z); }
fn bump(q: ptr<function, i32>, by: i32) { *q += by; mine[by & 3] += 1; }
fn bumped(q: ptr<private, i32>, by: i32) { *q -= by; }
fn stamp(x: i32) -> i32 { mine[0] = mine[0] * 5 + x; return mine[0]; }
fn made(a: u32, v: vec3f) -> Part { var p: Part; p.a = a; p.b = tame3(v * 2.0); if (a > 9u) { return p; } p.c[a % 3u] = i32(a); return p; }
fn kept(q: ptr<storage, array<u32>, read_write>, at: u32, x: u32) { (*q)[at] = x; }
fn passed(q: ptr<workgroup, array<i32, COUNT>>, at: u32) -> i32 { return (*q)[at] + 1; }
fn fill(a: ptr<function, array<i32, 4>>, from_: i32) { for (var i = 0; i < 4; i++) { (*a)[i] = from_ + i * table[i]; } }
`;
