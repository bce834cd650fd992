// A file system of a few files in memory that nobody may write to: a workspace as on a web page of a repository.
const vscode = require('vscode');

const group = {
  formatVersion: 1,
  people: [
    { id: 'ada', name: 'Ada Lovelace' },
    { id: 'grace', name: 'Grace Hopper' },
    { id: 'alan', name: 'Alan Turing' },
  ],
  taken: [{ person: 'grace', topic: 'capsule-networks' }],
  meetings: [{ id: 'first', title: 'First of ours', items: [] }],
};
const files = new Map([
  ['/group/.tilework/group.json', JSON.stringify(group, null, 2)],
  [
    '/group/.tilework/people/grace.json',
    '{ "formatVersion": 1, "reading": { "capsnet": "read" } }',
  ],
  ['/group/.tilework/people/alan.json', '{ "formatVersion": 1, "reading": '],
]);

/** The names in a folder, with what each is; undefined where there is no such folder. */
function namesIn(path) {
  const prefix = path === '/' ? path : `${path}/`;
  const below = [...files.keys()].filter((file) => file.startsWith(prefix));
  if (below.length === 0) return undefined;
  const { File, Directory } = vscode.FileType;
  return new Map(
    below.map((file) => {
      const [name, ...rest] = file.slice(prefix.length).split('/');
      return [name, rest.length === 0 ? File : Directory];
    }),
  );
}

function refuse(uri) {
  throw vscode.FileSystemError.NoPermissions(uri);
}

const provider = {
  onDidChangeFile: new vscode.EventEmitter().event,
  watch: () => ({ dispose() {} }),
  stat(uri) {
    const text = files.get(uri.path);
    const times = { ctime: 0, mtime: 0 };
    if (text !== undefined) return { ...times, type: vscode.FileType.File, size: text.length };
    if (namesIn(uri.path) === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { ...times, type: vscode.FileType.Directory, size: 0 };
  },
  readDirectory(uri) {
    const names = namesIn(uri.path);
    if (names === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return [...names];
  },
  readFile(uri) {
    const text = files.get(uri.path);
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return Buffer.from(text);
  },
  ...{ writeFile: refuse, createDirectory: refuse, delete: refuse, rename: refuse },
};

function activate({ subscriptions }) {
  const isReadonly = true;
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('tilework-test', provider, { isReadonly }),
  );
}

module.exports = { activate };
