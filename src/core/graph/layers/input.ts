import { type Shape } from '../../tensor/shape';
import { type Layer, patchAt } from '../layer';
import { crop } from '../region';

/** An input of the graph: it hands on the tensor that it is given. */
export function input(shape: Shape): Layer {
  return {
    kind: 'input',
    label: 'input',
    attributes: {},
    shape: () => {
      const wrong = shape.find((size) => !Number.isSafeInteger(size) || size < 1);
      return wrong === undefined
        ? shape
        : `every size must be a whole number of at least 1, and one of ${shape.join(' × ')} is ${wrong}`;
    },
    forward: (call) => crop(patchAt(call, 0), call.region),
    operations: () => ({}),
  };
}
