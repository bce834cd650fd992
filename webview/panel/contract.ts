import { declaration, tallySlot } from '../../src/core/exercise/contract';
import type { Pass, Plan } from '../../src/core/exercise/plan-schema';
import type { Exercise, Tally, Tolerance } from '../../src/core/exercise/schema';
import { type Child, drawn, el } from './dom';
import type { PanelState } from './state';

/** What the file has to keep to: bindings, passes, the workgroup, and how the result is compared. */
export function createContract(): { element: HTMLElement; update(state: PanelState): void } {
  const element = el('section', { 'aria-labelledby': 'contract-heading' });
  const update = drawn<PanelState>(
    element,
    ({ exercise }) => [exercise],
    ({ exercise }) => {
      if (exercise === undefined) return [];
      return [
        el('h2', { id: 'contract-heading', tabindex: '-1' }, 'Contract'),
        bindingTable(exercise),
        el('dl', { class: 'rules' }, ...rules(exercise)),
      ];
    },
  );
  return { element, update };
}

function bindingTable(exercise: Exercise): HTMLElement {
  const head = ['Binding', 'Declaration', 'Shape'].map((text) => el('th', { scope: 'col' }, text));
  const rows = [
    { at: exercise.uniform.binding, row: uniformRow(exercise) },
    ...exercise.bindings.map((binding) => ({ at: binding.binding, row: bindingRow(binding) })),
    ...exercise.plan.temps.map((temp) => ({ at: temp.binding, row: tempRow(temp) })),
    ...(exercise.tallies ?? []).map((tally) => ({ at: tally.binding, row: tallyRow(tally) })),
  ].sort((a, b) => a.at - b.at);
  return el(
    'table',
    { class: 'contract' },
    el('caption', { class: 'unseen' }, 'Bindings of group 0'),
    el('thead', {}, el('tr', {}, ...head)),
    el('tbody', {}, ...rows.map(({ row }) => row)),
  );
}

function row(at: number, code: string, says: Child[], shape: string): HTMLElement {
  return el(
    'tr',
    {},
    el('th', { scope: 'row' }, String(at)),
    el('td', {}, el('code', {}, code), el('div', { class: 'says' }, ...says)),
    el('td', { class: 'shape' }, shape),
  );
}

function uniformRow({ uniform, derived = [] }: Exercise): HTMLElement {
  const fields = uniform.fields.map(({ name, type }) => `${name}: ${type}`).join(', ');
  const says = uniform.fields.map(({ name, says }) => `${name}: ${says}`);
  const sizes = derived.map(({ name, is }) => `${name} = ${is} (computed, not passed)`);
  const lines = [...says, ...sizes].map((line) => el('div', {}, line));
  const code = `@group(0) @binding(${uniform.binding}) var<uniform> p: P;  struct P { ${fields} }`;
  return row(uniform.binding, code, lines, 'uniform');
}

function bindingRow(binding: Exercise['bindings'][number]): HTMLElement {
  const role = { in: 'read', out: 'written', inout: 'read and written' }[binding.role];
  const code = declaration({ ...binding, writable: binding.role !== 'in' });
  return row(binding.binding, code, [`${binding.says} (${role})`], `[${binding.shape.join(', ')}]`);
}

function tempRow(temp: Exercise['plan']['temps'][number]): HTMLElement {
  return row(
    temp.binding,
    declaration({ ...temp, writable: true }),
    ['between the passes; holds poison at first'],
    `[${temp.elements}]`,
  );
}

function tallyRow(tally: Tally): HTMLElement {
  const says = `${tally.says} (yours to count in or leave out; starts as 0, not checked)`;
  return row(tally.binding, declaration(tallySlot(tally)), [says], '[1]');
}

function rules(exercise: Exercise): HTMLElement[] {
  const { passes, again } = exercise.plan;
  const items: [string, Child[]][] = passes.map((pass, i) => [
    passes.length === 1 ? 'Dispatch' : `Pass ${i + 1}`,
    passText(pass),
  ]);
  if (again !== undefined) items.push(['Rounds', roundsText(again)]);
  const chosen = (exercise.settings ?? []).map(({ name, says }) => `${name}: ${says}`);
  if (chosen.length > 0) items.push(['Chosen by the grader, not passed', [chosen.join('; ')]]);
  items.push(['Workgroup', workgroupText(exercise)], ['Compared', compared(exercise)]);
  if (exercise.repeats !== undefined) {
    items.push([
      'Repeated',
      [`${exercise.repeats} times with the same inputs: the same bits each time`],
    ]);
  }
  return items.flatMap(([term, says]) => [el('dt', {}, term), el('dd', {}, ...says)]);
}

function roundsText({ first, last, while: word, most }: NonNullable<Plan['again']>): Child[] {
  return [
    `passes ${first + 1} to ${last + 1} again and again, as long as `,
    el('code', {}, `${word}[0]`),
    ` is not 0 before the round, at most ${most} times; the host reads it back`,
  ];
}

function passText(pass: Pass): Child[] {
  const groups = pass.workgroups.map(String).join(' × ');
  const rebound = Object.entries(pass.bindings ?? {}).map(([at, name]) => `${name} at ${at}`);
  const constants = Object.entries(pass.constants ?? {}).map(
    ([name, value]) => `${name} = ${value}`,
  );
  const extras = [...rebound, ...constants].join(', ');
  return [
    el('code', {}, pass.entry),
    ' in ',
    el('code', {}, groups),
    ' workgroups',
    extras !== '' && `, with ${extras}`,
  ];
}

function workgroupText({ workgroup, overrides = [] }: Exercise): Child[] {
  const size = workgroup?.size;
  const parts: Child[] =
    size === undefined
      ? ['of any size that WebGPU allows']
      : [el('code', {}, `@workgroup_size(${size.join(', ')})`)];
  for (const name of Object.keys(overrides[0] ?? {})) {
    const values = [...new Set(overrides.map((set) => set[name]))].join(', ');
    parts.push('; ', el('code', {}, name), ` is set to ${values}`);
  }
  if (workgroup?.memory !== undefined) {
    parts.push(`; at most ${workgroup.memory.toLocaleString('en')} bytes of workgroup memory`);
  }
  return parts;
}

function compared({ tolerance, bindings }: Exercise): Child[] {
  const own = bindings.flatMap((one) =>
    one.tolerance === undefined ? [] : `; ${one.name} ${comparison(one.tolerance)}`,
  );
  return [comparison(tolerance), ...own];
}

function comparison(tolerance: Tolerance): string {
  switch (tolerance.class) {
    case 'T0':
      return 'exactly (T0): every element must be equal';
    case 'T1':
      return `within the rounding of ${tolerance.operations} operations (T1)`;
    case 'T2':
      return 'within the forward error bound of its own sum (T2)';
    case 'T3':
      return `within ${tolerance.ulps} units in the last place, or ${tolerance.absolute} (T3)`;
    case 'T4':
      return 'within the error that a chain of layers can grow to (T4)';
  }
}
