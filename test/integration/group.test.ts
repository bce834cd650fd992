import { strict as assert } from 'node:assert';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { TileworkApi } from '../../src/editor/api';
import type { Row } from '../../src/editor/rows/row';
import { allNodes, readFile, tilework, until, workspaceUri, writeFile } from './extension';

const file = (path: string): vscode.Uri => workspaceUri('.tilework', ...path.split('/'));
const write = (path: string, value: unknown): Promise<void> =>
  writeFile(file(path), `${JSON.stringify(value, null, 2)}\n`);
const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(file(path)));
const problems = (path: string): string[] =>
  vscode.languages.getDiagnostics(file(path)).map(({ message }) => message);
const run = (command: string, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`tilework.${command}`, argument);

const labels = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ label, children = [] }) => [label, ...labels(children)]);
const topLabels = (api: TileworkApi): string[] => api.group.rows().rows.map(({ label }) => label);
const groupLabels = (api: TileworkApi): string[] => labels(api.group.rows().rows);
const person = (api: TileworkApi, name: string): string | undefined =>
  api.group.rows().rows.find(({ label }) => label === name)?.description;

async function tick(api: TileworkApi, paper: string, isRead: boolean): Promise<void> {
  const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
  const node = allNodes(api.tree.roots()).find(
    (one) => one.kind === 'paper' && one.paper.id === paper,
  );
  assert.ok(node, `the tree has no ${paper}`);
  await api.tree.tick([[node, isRead ? Checked : Unchecked]]);
}

describe('a group', () => {
  let api: TileworkApi;
  beforeEach(async () => {
    api = await tilework();
    await api.group.startGroup('Ada Lovelace, Grace Hopper');
    await api.group.whoAmI('ada-lovelace');
    await api.group.chooseShared([]);
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const paper of ['resnext', 'mec', 'tvm']) await tick(api, paper, false);
    await vscode.workspace.fs.delete(workspaceUri('.tilework'), { recursive: true });
    await until('no group', () => api.group.state() === undefined);
  });

  it('is a folder with its people and the meetings that are planned, and never made twice', async () => {
    assert.deepEqual(topLabels(api).slice(0, 2), ['Ada Lovelace', 'Grace Hopper']);
    const group = (await read('group.json')) as { meetings: unknown[] };
    assert.equal(group.meetings.length, 4);
    assert.deepEqual(problems('group.json'), []);
    await assert.rejects(api.group.startGroup('Nobody'), /there is a group folder already/);
  });

  it('shares nothing before I choose, and then only what I chose', async () => {
    await tick(api, 'resnext', true);
    await api.group.write();
    await assert.rejects(readFile(file('people/ada-lovelace.json')));
    await api.group.chooseShared(['reading']);
    assert.deepEqual(await read('people/ada-lovelace.json'), {
      ...{ formatVersion: 1, reading: { resnext: 'read' } },
    });
    await api.group.chooseShared([]);
    assert.deepEqual(await read('people/ada-lovelace.json'), { formatVersion: 1 });
  });

  it('has my marks in my file a moment after I make them, and without those I take back', async () => {
    await api.group.chooseShared(['reading']);
    await tick(api, 'mec', true);
    const text = async (): Promise<string> => readFile(file('people/ada-lovelace.json'));
    let now = '';
    const look = setInterval(() => void text().then((all) => (now = all)), 50);
    await until('the mark in the file', () => now.includes('"mec": "read"'));
    await tick(api, 'mec', false);
    await until('no mark in the file', () => now !== '' && !now.includes('mec'));
    clearInterval(look);
  });

  it('shows another person’s file as soon as it is there', async () => {
    assert.match(person(api, 'Grace Hopper') ?? '', /shares nothing yet/);
    await write('people/grace-hopper.json', {
      ...{ formatVersion: 1, reading: { resnext: 'read' }, passed: ['E01', 'E07'] },
    });
    await until('her marks', () => person(api, 'Grace Hopper') === '1 read · 2 passed');
  });

  it('loses no mark when two windows write at once', async () => {
    await api.group.chooseShared(['reading']);
    await tick(api, 'resnext', true);
    await write('people/ada-lovelace.json', { formatVersion: 1, reading: { mec: 'read' } });
    await api.group.write();
    const both = { formatVersion: 1, reading: { mec: 'read', resnext: 'read' } };
    assert.deepEqual(await read('people/ada-lovelace.json'), both);
    // The other window had read the file before, and writes over ours: it is seen, and mended.
    await write('people/ada-lovelace.json', {
      ...{ formatVersion: 1, reading: { mec: 'read', tvm: 'reading' } },
    });
    let now: unknown;
    const look = setInterval(
      () => void read('people/ada-lovelace.json').then((all) => (now = all)),
      50,
    );
    await until('all three marks', () => {
      const { reading = {} } = (now ?? {}) as { reading?: Record<string, string> };
      return ['mec', 'resnext', 'tvm'].every((id) => id in reading);
    });
    clearInterval(look);
  });

  it('names the lines of a conflict, shows the rest, and leaves the file alone', async () => {
    await write('people/grace-hopper.json', { formatVersion: 1, passed: ['E01'] });
    const text = await readFile(file('group.json'));
    const broken = text.replace(
      '  "taken": []',
      '<<<<<<< HEAD\n  "taken": []\n=======\n>>>>>>> x\n',
    );
    await writeFile(file('group.json'), broken);
    await until('the conflict', () => problems('group.json').length === 1);
    assert.match(problems('group.json')[0] ?? '', /git left a conflict in lines \d+ to \d+/);
    assert.match(groupLabels(api)[0] ?? '', /^group\.json, line \d+$/);
    assert.ok(groupLabels(api).includes('grace-hopper'));
    await run('takeTopic', 'capsule-networks');
    assert.equal(await readFile(file('group.json')), broken);
  });

  it('leaves my own file alone while git has a conflict in it, and then brings my marks in', async () => {
    await api.group.chooseShared(['reading']);
    const mine = 'people/ada-lovelace.json';
    const broken =
      '{\n  "formatVersion": 1,\n<<<<<<< HEAD\n  "reading": {}\n=======\n  "passed": []\n>>>>>>> x\n}\n';
    await writeFile(file(mine), broken);
    await until('the conflict', () => problems(mine).length === 1);
    await tick(api, 'resnext', true);
    await api.group.write();
    assert.equal(await readFile(file(mine)), broken);
    const { message = '' } = api.group.rows();
    assert.match(
      message,
      /people\/ada-lovelace\.json, line 3: git left a conflict in lines 3 to 7/,
    );
    assert.match(message, /Nothing is lost/);
    await write(mine, { formatVersion: 1, reading: { mec: 'read' } });
    await until('no conflict', () => problems(mine).length === 0);
    await api.group.write();
    const reading = { mec: 'read', resnext: 'read' };
    assert.deepEqual(await read(mine), { formatVersion: 1, reading });
    assert.equal(api.group.rows().message, undefined);
  });

  it('says what is wrong when my file cannot be written, and keeps my marks', async () => {
    // A file in the place of the folder refuses it to everybody, even to an administrator.
    await writeFile(file('people'), 'in the way');
    await api.group.chooseShared(['reading']);
    await tick(api, 'resnext', true);
    await api.group.write();
    assert.match(
      api.group.rows().message ?? '',
      /^Your file in the group was not written: .+Nothing/,
    );
    assert.match(person(api, 'Ada Lovelace') ?? '', /1 read/);
    await vscode.workspace.fs.delete(file('people'));
    await api.group.write();
    const now = { formatVersion: 1, reading: { resnext: 'read' } };
    assert.deepEqual(await read('people/ada-lovelace.json'), now);
  });

  it('takes two changes at once, one after the other', async () => {
    await Promise.all([run('takeTopic', 'capsule-networks'), run('takeTopic', 'fractal-networks')]);
    const { taken } = (await read('group.json')) as { taken: { topic: string }[] };
    const topics = taken.map(({ topic }) => topic).sort();
    assert.deepEqual(topics, ['capsule-networks', 'fractal-networks']);
  });

  it('shows the others when one person’s file is no text at all', async () => {
    const junk = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 128) % 256);
    await vscode.workspace.fs.writeFile(file('people/grace-hopper.json'), junk);
    await until('the problem', () => problems('people/grace-hopper.json').length > 0);
    assert.match(problems('people/grace-hopper.json')[0] ?? '', /JSON/);
    assert.ok(topLabels(api).includes('Ada Lovelace'));
  });

  it('shows the others when one person’s file is broken', async () => {
    await write('people/grace-hopper.json', { formatVersion: 1, redaing: {} });
    await until('the problem', () => problems('people/grace-hopper.json').length > 0);
    assert.match(problems('people/grace-hopper.json')[0] ?? '', /did you mean “reading”\?/);
    assert.deepEqual(topLabels(api).slice(0, 3), [
      ...['people/grace-hopper.json, line 3', 'Ada Lovelace', 'Grace Hopper'],
    ]);
  });

  it('shows a newer form and writes nothing into it', async () => {
    const newer = { formatVersion: 9, reading: { mec: 'read' }, mood: 'good' };
    await write('people/ada-lovelace.json', newer);
    await write('people/grace-hopper.json', newer);
    await until('what is understood', () => person(api, 'Grace Hopper') === '1 read');
    await api.group.chooseShared(['reading']);
    await tick(api, 'resnext', true);
    await api.group.write();
    assert.deepEqual(await read('people/ada-lovelace.json'), newer);
    assert.match(api.group.rows().message ?? '', /Nothing is lost/);
  });

  it('has topics taken and given back, in the syllabus too', async () => {
    await run('takeTopic', 'capsule-networks');
    assert.match(person(api, 'Ada Lovelace') ?? '', /^you · Capsule networks? · 0\/1 read/i);
    api.tree.change({ groupBy: 'who' });
    const mine = api.tree.roots().find((node) => node.key === 'person:ada-lovelace');
    assert.ok(mine && 'children' in mine && mine.children.length === 1);
    api.tree.change({ groupBy: 'topic' });
    await run('giveBackTopic', 'capsule-networks');
    assert.doesNotMatch(person(api, 'Ada Lovelace') ?? '', /Capsule/);
  });

  it('proposes how to share the load, and writes it only when told to', async () => {
    await run('takeTopic', 'capsule-networks');
    const before = await readFile(file('group.json'));
    api.answerNext(false);
    assert.equal(await run('shareTheLoad'), false);
    assert.equal(await readFile(file('group.json')), before);
    api.answerNext(true);
    assert.equal(await run('shareTheLoad'), true);
    const { taken } = (await read('group.json')) as { taken: { person: string }[] };
    assert.deepEqual(taken[0], { person: 'ada-lovelace', topic: 'capsule-networks' });
    assert.ok(!groupLabels(api).includes('Taken by nobody yet'));
    assert.deepEqual(problems('group.json'), []);
  });
});
