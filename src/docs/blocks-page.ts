import type { Block } from '../core/blocks/block';
import { type BlockFamily, families } from '../core/blocks/index';
import { layerCosts } from '../core/graph/cost';
import type { Shape } from '../core/tensor/shape';
import { dataflowOf } from '../core/dataflow/dataflow';
import { drawing } from './svg';

/** `docs/blocks.md` and its pictures: texts by their path in `docs/`. */
export function blocksPage(): Readonly<Record<string, string>> {
  const pictures = families.flatMap(({ blocks }) =>
    blocks.map(
      (block) => [pictureFile(block), drawing(dataflowOf(block), altText(block))] as const,
    ),
  );
  return { 'blocks.md': page(), ...Object.fromEntries(pictures) };
}

function page(): string {
  return [introduction, contents(), ...families.map(section)].join('\n\n') + '\n';
}

const introduction = `# The reference blocks

<!-- Written by \`npm run docs\` from src/core/blocks. Change it there. -->

What exercises are graded against: each block with the flow of its data, its definition, what it costs, and where it is from.
Every block is held to PyTorch, and to a second, plain definition over random shapes.

Tensors are row-major, maps are [N, C, H, W], weights of convolutions [Co, Ci/g, Kh, Kw]. A batch norm’s statistics are packed as γ, β, mean, variance, each of C numbers;
several batch norms follow each other in one tensor. In a picture, the tensors of weights stand behind the layer that reads them, and what is bold is an output.

## How cost is counted

| layer | parameters | multiply-adds |
| --- | --- | --- |
| convolution | $C_o \\cdot C_i/g \\cdot K_h K_w$, and $C_o$ with a bias | $N \\cdot C_o H_o W_o \\cdot C_i/g \\cdot K_h K_w$ |
| depthwise convolution ($g = C_i$, multiplier $m$) | $C_i m \\cdot K_h K_w$ | $N \\cdot C_i m H_o W_o \\cdot K_h K_w$ |
| linear | $C_i C_o$, and $C_o$ with a bias | $N \\cdot C_i C_o$ |
| batch norm | $2 C$; mean and variance are not learned | 0 |
| all others | 0 | 0 |

- **Multiply-adds** are uses of a weight. **FLOPs** are two for each, and one for each other addition, comparison or scaling that is counted.
- **Bytes** are compulsory traffic at f32: every input and weight read once, every output written once. Where an algorithm stores what is between, as im2col does, that is written and read once, too.
- **Activations** are the most bytes of inputs, outputs and values between that must live at one time.

The figures of a block are those of its example, which is the shape on which its lab is timed, where there is one.`;

function contents(): string {
  const lines = families.map(({ title, blocks }) => {
    const links = blocks.map(({ id, name }) => `[${name}](#${id})`);
    return `- **${title}**: ${links.join(' · ')}`;
  });
  return ['## Contents', '', ...lines].join('\n');
}

function section({ title, blocks }: BlockFamily): string {
  return [`## ${title}`, ...blocks.map(entry)].join('\n\n');
}

function entry(block: Block): string {
  return [
    `<a id="${block.id}"></a>\n\n### ${block.name}`,
    `\`${block.id}\` · [${block.source}](${block.paper})`,
    `![${altText(block)}](${pictureFile(block)})`,
    `$$\n${block.equation}\n$$`,
    example(block),
    ...layers(block),
  ].join('\n\n');
}

function altText({ name }: Block): string {
  return `Dataflow: ${name}`;
}

function pictureFile({ id }: Block): string {
  return `blocks/${id}.svg`;
}

function example(block: Block): string {
  const shapes = block.shapes(block.example);
  const given = block.parameters.map((name) => `${name} = ${figure(block.example[name] ?? NaN)}`);
  const tensors = (names: readonly string[]): string =>
    names.map((name) => `\`${name}\` ${size(shapes[name] ?? [])}`).join(', ');
  const { parameters, multiplyAdds, flops, bytes, peakActivationBytes } = block.cost(block.example);
  const intensity = flops === 0 ? '0' : (flops / bytes).toPrecision(3);
  return [
    `Example: ${given.join(', ')}`,
    '',
    `- Inputs: ${tensors(block.inputs) || 'none but the parameters'}`,
    `- Outputs: ${tensors(block.outputs)}`,
    '',
    '| parameters | multiply-adds | FLOPs | bytes | FLOPs a byte | activations, bytes |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${[parameters, multiplyAdds, flops, bytes].map(figure).join(' | ')} | ${intensity} | ${figure(peakActivationBytes)} |`,
  ].join('\n');
}

/** The layer table, where there is more than one layer to tell apart. */
function layers(block: Block): string[] {
  const costs = block.graph === undefined ? [] : layerCosts(block.graph(block.example));
  if (costs.length < 2) return [];
  const rows = costs.map(
    ({ label, shape, parameters, operations }) =>
      `| ${label} | ${size(shape)} | ${figure(parameters)} | ${figure(operations.multiplyAdds ?? 0)} |`,
  );
  return [
    [
      `<details><summary>Layer by layer</summary>\n`,
      '| layer | output | parameters | multiply-adds |',
      '| --- | --- | ---: | ---: |',
      ...rows,
      '\n</details>',
    ].join('\n'),
  ];
}

function size(shape: Shape): string {
  return shape.map(String).join(' × ') || '1';
}

function figure(value: number): string {
  return value.toLocaleString('en');
}
