/**
 * Stands in for the library's two ways to the network when it is bundled: citations are made from our own data, and
 * a web worker has no Node that they could run on.
 */
export default function noFetch(): never {
  throw new Error('Tilework does not use the network');
}

export { noFetch as Headers };
