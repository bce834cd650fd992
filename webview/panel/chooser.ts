import { formatCount } from '../../src/core/grade/format';
import { planeAxes, planeIndex } from '../../src/core/grade/picture';
import type { PictureReply } from '../../src/core/grade/keeping';
import { type Child, el } from './dom';

export interface Choices {
  readonly tensor: (index: number) => void;
  readonly plane: (index: number) => void;
}

/**
 * Which tensor and which plane of it is shown; planes with something wrong say so.
 * @param id of the view that they belong to
 */
export function choosers(id: string, reply: PictureReply, choose: Choices): Child[] {
  const { tensors, tensor, shape, picture, wrongByPlane } = reply;
  const leading = shape.slice(0, Math.max(0, shape.length - 2));
  const index = planeIndex(shape, picture.plane);
  const names = planeAxes(leading.length);
  const tensorChooser =
    tensors.length > 1 &&
    select(
      id,
      'tensor',
      tensors.map((name) => name),
      tensor,
      choose.tensor,
    );
  if (picture.rows === 0) return [tensorChooser];
  return [
    tensorChooser,
    ...leading.map((size, axis) => {
      if (size <= 1) return undefined;
      const flatOf = (value: number): number => flatten(leading, index.with(axis, value));
      const labels = Array.from({ length: size }, (_, value) => {
        const wrong = wrongAlong(leading, index, axis, value, wrongByPlane);
        return wrong === 0 ? String(value) : `${value}: ${formatCount(wrong)} wrong`;
      });
      return select(id, names[axis] ?? `axis ${axis}`, labels, index[axis] ?? 0, (value) => {
        choose.plane(flatOf(value));
      });
    }),
  ];
}

function flatten(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((flat, value, axis) => flat * (shape[axis] ?? 1) + value, 0);
}

/** Wrong elements with this value on this axis; the slower axes as they are, the faster ones all together. */
function wrongAlong(
  leading: readonly number[],
  index: readonly number[],
  axis: number,
  value: number,
  wrongByPlane: Uint32Array,
): number {
  const inner = leading.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = flatten(leading.slice(0, axis + 1), [...index.slice(0, axis), value]);
  return wrongByPlane
    .subarray(outer * inner, (outer + 1) * inner)
    .reduce((sum, wrong) => sum + wrong, 0);
}

/** A choice of labels behind its name. */
export function select(
  id: string,
  name: string,
  labels: readonly string[],
  chosen: number,
  onChoose: (index: number) => void,
): HTMLElement {
  const box = el('select', { 'aria-label': name, id: `${id}-choose-${name}` });
  for (const [i, label] of labels.entries()) {
    box.append(new Option(label, String(i), false, i === chosen));
  }
  box.addEventListener('change', () => {
    onChoose(Number(box.value));
  });
  return el('label', { class: 'choose' }, `${name} `, box);
}
