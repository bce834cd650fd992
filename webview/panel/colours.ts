/** Viridis, a colour map whose lightness rises evenly, so that it also reads without colours. */
const stops: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
];

export type Rgb = readonly [number, number, number];

/** The colour for a share from 0 to 1; what lies outside takes the colour of the end. */
export function viridis(share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const at = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[at] ?? [0, 0, 0], stops[at + 1] ?? [0, 0, 0]];
  const mix = (k: 0 | 1 | 2): number => Math.round(from[k] + (to[k] - from[k]) * (place - at));
  return [mix(0), mix(1), mix(2)];
}

/** Colours that the theme decides, read from an element whose style sheet has resolved them. */
export interface ThemeColours {
  readonly wrong: Rgb;
  readonly ground: Rgb;
  readonly text: Rgb;
  /** In high contrast a colour alone is not enough: wrong elements are hatched. */
  readonly hatch: boolean;
}

export function themeColours(probe: HTMLElement): ThemeColours {
  const style = getComputedStyle(probe);
  return {
    wrong: toRgb(style.outlineColor),
    ground: toRgb(style.backgroundColor),
    text: toRgb(style.color),
    hatch:
      document.body.className.includes('vscode-high-contrast') ||
      matchMedia('(forced-colors: active)').matches ||
      matchMedia('(prefers-contrast: more)').matches,
  };
}

/** Computed colours come as `rgb(1, 2, 3)`, `rgba(…)` or `color(srgb 0.1 0.2 0.3)`. */
function toRgb(computed: string): Rgb {
  const numbers = (computed.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const scale = computed.startsWith('color(') ? 255 : 1;
  const [r = 0, g = 0, b = 0] = numbers;
  return [r * scale, g * scale, b * scale];
}
