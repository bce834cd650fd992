/**
 * Every name that package.json and the code share: commands, views, context keys, settings. The manifest's
 * `contributes` is held to this table by test/unit/editor/contributes.test.ts.
 */
interface Command {
  readonly id: `tilework.${string}`;
  readonly title: string;
  readonly icon?: `$(${string})`;
  /** When the command palette lists it: always, never (it needs an argument), or under a condition. */
  readonly palette: 'always' | 'never' | { readonly when: string };
}

const onExercise = { when: 'tilework.exerciseOpen' } as const;
const inGroup = { when: 'tilework.groupState == ready' } as const;

export const commands = {
  openExercise: { id: 'tilework.openExercise', title: 'Open Exercise', palette: 'always' },
  run: { id: 'tilework.run', title: 'Run', icon: '$(play)', palette: onExercise },
  showHint: {
    id: 'tilework.showHint',
    title: 'Show Hint',
    icon: '$(lightbulb)',
    palette: onExercise,
  },
  resetExercise: { id: 'tilework.resetExercise', title: 'Reset Exercise', palette: onExercise },
  openSolution: { id: 'tilework.openSolution', title: 'Open Solution', palette: onExercise },
  editPlan: { id: 'tilework.editPlan', title: 'Edit Plan', palette: onExercise },
  checkMyGpu: { id: 'tilework.checkMyGpu', title: 'Check My GPU', palette: 'always' },
  openPaper: {
    id: 'tilework.openPaper',
    title: 'Open Paper',
    icon: '$(link-external)',
    palette: 'always',
  },
  openPaperPdf: {
    id: 'tilework.openPaperPdf',
    title: 'Open Paper PDF',
    icon: '$(file-pdf)',
    palette: 'never',
  },
  openPaperCode: {
    id: 'tilework.openPaperCode',
    title: 'Open Paper Code',
    icon: '$(code)',
    palette: 'never',
  },
  openPaperPanel: {
    ...{ id: 'tilework.openPaperPanel', title: 'Open Paper Panel' },
    palette: 'always',
  },
  openNotes: { id: 'tilework.openNotes', title: 'Open Notes', palette: 'always' },
  copyBibtex: { id: 'tilework.copyBibtex', title: 'Copy BibTeX', palette: 'always' },
  copyCitation: { id: 'tilework.copyCitation', title: 'Copy Citation', palette: 'always' },
  exportBibtex: { id: 'tilework.exportBibtex', title: 'Export BibTeX…', palette: 'always' },
  setReadingStatus: {
    ...{ id: 'tilework.setReadingStatus', title: 'Set Reading Status…' },
    palette: 'always',
  },
  openMaterial: {
    ...{ id: 'tilework.openMaterial', title: 'Open Lecture or Reading', icon: '$(link-external)' },
    palette: 'never',
  },
  openOtherLink: { id: 'tilework.openOtherLink', title: 'Open Another Link…', palette: 'never' },
  findAnything: {
    ...{ id: 'tilework.findAnything', title: 'Find Anything', icon: '$(search)' },
    palette: 'always',
  },
  glossary: {
    ...{ id: 'tilework.glossary', title: 'Glossary', icon: '$(book)' },
    palette: 'always',
  },
  groupBy: {
    ...{ id: 'tilework.groupBy', title: 'Group Syllabus By…', icon: '$(group-by-ref-type)' },
    palette: 'always',
  },
  filter: {
    ...{ id: 'tilework.filter', title: 'Filter Syllabus…', icon: '$(filter)' },
    palette: 'always',
  },
  filterByStatus: {
    ...{ id: 'tilework.filterByStatus', title: 'Filter Syllabus by Status…' },
    palette: 'always',
  },
  clearFilter: {
    ...{ id: 'tilework.clearFilter', title: 'Clear Filter', icon: '$(clear-all)' },
    palette: { when: 'tilework.filtered' },
  },
  newSyllabus: { id: 'tilework.newSyllabus', title: 'New Syllabus', palette: 'always' },
  continueWhereIWas: {
    ...{ id: 'tilework.continue', title: 'Continue Where I Was', icon: '$(debug-continue)' },
    palette: 'always',
  },
  showLog: { id: 'tilework.showLog', title: 'Show Log', palette: 'always' },
  startGroup: { id: 'tilework.startGroup', title: 'Start a Group Folder', palette: 'always' },
  whoAmI: { id: 'tilework.whoAmI', title: 'Who Am I…', icon: '$(account)', palette: inGroup },
  chooseShared: {
    ...{ id: 'tilework.chooseShared', title: 'Choose What I Share…' },
    palette: inGroup,
  },
  takeTopic: {
    ...{ id: 'tilework.takeTopic', title: 'Take Topic', icon: '$(add)' },
    palette: inGroup,
  },
  giveBackTopic: {
    ...{ id: 'tilework.giveBackTopic', title: 'Give Back Topic', icon: '$(remove)' },
    palette: inGroup,
  },
  shareTheLoad: {
    ...{ id: 'tilework.shareTheLoad', title: 'Share the Load', icon: '$(law)' },
    palette: inGroup,
  },
  openAgenda: {
    ...{ id: 'tilework.openAgenda', title: 'Open Agenda', icon: '$(list-ordered)' },
    palette: 'always',
  },
  openMinutes: {
    ...{ id: 'tilework.openMinutes', title: 'Open Minutes', icon: '$(note)' },
    palette: 'always',
  },
  exportAgenda: { id: 'tilework.exportAgenda', title: 'Export Agenda…', palette: 'always' },
  newMeeting: { id: 'tilework.newMeeting', title: 'New Meeting…', palette: inGroup },
  setMeetingDate: {
    ...{ id: 'tilework.setMeetingDate', title: 'Set Meeting Date…' },
    palette: 'always',
  },
  markHeld: { id: 'tilework.markHeld', title: 'Mark Meeting as Held', palette: inGroup },
} as const satisfies Readonly<Record<string, Command>>;

export const viewContainer = { id: 'tilework', title: 'Tilework' } as const;

export const views = {
  today: { id: 'tilework.today', name: 'Today' },
  syllabus: { id: 'tilework.syllabus', name: 'Syllabus' },
  group: { id: 'tilework.group', name: 'Group' },
} as const;

/** What is shown in VS Code’s Test Explorer, as in `controllerId` of its menus. */
export const testController = { id: 'tilework', label: 'Tilework' } as const;

/** Types of the webview panels, as in `activeWebviewPanelId` and `onWebviewPanel:`. */
export const panelTypes = {
  exercise: 'tilework.exercise',
  gpu: 'tilework.gpu',
  paper: 'tilework.paper',
} as const;

export const contextKeys = {
  /** Paths of the learner's exercise files, for `resourcePath in`. */
  learnerFiles: 'tilework.learnerFiles',
  /** True while an exercise's panel or file is open, so that Run, Show Hint and the like have an object. */
  exerciseOpen: 'tilework.exerciseOpen',
  /** True when the syllabus that comes with Tilework could not be read. */
  syllabusBroken: 'tilework.syllabusBroken',
  /** True while a filter hides a part of the syllabus. */
  filtered: 'tilework.filtered',
  /** `ready` where the workspace has a group, `none` where it could have one, `noFolder` where no folder is open. */
  groupState: 'tilework.groupState',
} as const;

export const settings = {
  runOnSave: { key: 'tilework.runOnSave', default: true },
  /** Seconds that the check for races after a run may take; 0 for no check. */
  checkSeconds: { key: 'tilework.checkSeconds', default: 2 },
  syncProgress: { key: 'tilework.syncProgress', default: true },
} as const satisfies Readonly<
  Record<string, { key: `tilework.${string}`; default: boolean | number }>
>;

/** Words of a tree item's `contextValue`, for `viewItem =~`. */
export const itemWords = {
  exercise: 'exercise',
  paper: 'paper',
  pdf: 'pdf',
  code: 'code',
  material: 'material',
  moreLinks: 'moreLinks',
  toCome: 'toCome',
  topic: 'topic',
  group: 'group',
  broken: 'broken',
  meeting: 'meeting',
  freeTopic: 'freeTopic',
  myTopic: 'myTopic',
  me: 'me',
} as const;

/** Scheme of the read-only documents that show solutions. */
export const solutionScheme = 'tilework-solution';

/** Scheme of the read-only document that shows how the load could be shared. */
export const proposalScheme = 'tilework-proposal';

/** Scheme of the read-only document that shows the whole glossary. */
export const glossaryScheme = 'tilework-glossary';

export const storageKeys = {
  progress: 'tilework.progress',
  backups: 'tilework.progress.backups',
  lastGrades: 'tilework.lastGrades',
  measurements: 'tilework.measurements',
  deviceSpeeds: 'tilework.deviceSpeeds',
  papersRead: 'tilework.papersRead',
  syllabusView: 'tilework.syllabusView',
  meInGroup: 'tilework.meInGroup',
} as const;
