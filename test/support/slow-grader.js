// A grader for pictures of a run that is under way: it tells of three cases and is never done.
globalThis.addEventListener('message', ({ data }) => {
  if (data.kind === 'checkGpu') {
    const adapter = {
      vendor: 'acme',
      architecture: 'gen-9',
      device: '',
      description: 'Acme Graphics 9000',
      software: false,
      features: [],
    };
    globalThis.postMessage({
      kind: 'gpu',
      id: data.id,
      report: { adapter, advice: [], facts: [] },
    });
  }
  if (data.kind !== 'grade') return;
  const { run, exercise } = data.order;
  globalThis.postMessage({ kind: 'compiled', run, problems: [] });
  for (const [index, wrong] of [0, 12, 0].entries()) {
    const grade = {
      ...{
        index,
        label: Object.values(exercise.cases[index]).join(' × '),
        parameters: exercise.cases[index],
        trials: 4,
        wrong,
        of: 64,
        diagnoses: [],
      },
      verdict: wrong === 0 ? 'passed' : 'failed',
    };
    globalThis.postMessage({ kind: 'caseGraded', run, grade });
  }
});
