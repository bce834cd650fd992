import * as vscode from 'vscode';
import { isRead } from '../../core/progress/reading';
import { proposalText } from '../../core/group/proposal';
import { shareTheLoad as propose } from '../../core/group/share';
import type { Confirm } from '../confirm';
import type { Disposables } from '../disposables';
import { proposalScheme } from '../ids';
import type { Log } from '../log';
import type { Library } from '../library';
import { showMarkdown } from '../markdown-page';
import type { Marks } from '../../core/group/marks';
import { type GroupFiles, theGroup } from './group-files';
import type { Me } from './me';

interface Parts {
  readonly library: Library;
  readonly files: GroupFiles;
  readonly me: Me;
  readonly marks: () => Marks;
  readonly confirm: Confirm;
  readonly log: Log;
}

const uri = vscode.Uri.from({ scheme: proposalScheme, path: '/Share the load.md' });

/** Shows how the load could be shared, with reasons, and writes it only if somebody says so. */
export function createShareTheLoad(
  parts: Parts,
  subscriptions: Disposables,
): () => Promise<boolean> {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let text = '';
  subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(proposalScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
  );

  return async () => {
    const { library, files, confirm, log } = parts;
    const group = theGroup(files);
    const catalogue = library.catalogue();
    const proposal = propose({ group, topics: catalogue.topics, hasRead: readersOf(parts) });
    if (proposal.assignments.length === 0) {
      void vscode.window.showInformationMessage(
        group.people.length === 0
          ? 'Nobody is in the group yet: write its people into .tilework/group.json.'
          : 'Every topic that has papers is taken: there is nothing to share out.',
      );
      return false;
    }
    text = proposalText(proposal, group, catalogue);
    changed.fire(uri);
    void showMarkdown(uri, log);
    const yes = await confirm({
      message: 'Share the load like this?',
      detail: 'It is written into .tilework/group.json, where you can change it by hand.',
      action: 'Apply',
      beside: 'Discard',
    });
    if (!yes) return false;
    await files.change((now) => {
      if (JSON.stringify(now.taken) !== JSON.stringify(group.taken))
        throw new Error('somebody has taken something meanwhile: propose it anew');
      return { ...now, taken: [...proposal.taken] };
    });
    return true;
  };
}

/** What people have read, as far as they share it; of the learner, all of it. */
function readersOf({ files, me, marks }: Parts): (person: string, paper: string) => boolean {
  const mine = marks();
  return (person, paper) => {
    const shared = files.current()?.people.get(person);
    const { reading } = person === me.current().person ? mine : (shared ?? {});
    return isRead(reading?.[paper] ?? 'to-read');
  };
}
