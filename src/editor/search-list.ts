import * as vscode from 'vscode';

interface List<Row extends vscode.QuickPickItem> {
  readonly title: string;
  readonly placeholder: string;
  /** The rows for what has been typed so far. */
  readonly rows: (query: string) => Row[];
  /** A button of a row was pressed, which closes the list. */
  readonly pressed?: (button: vscode.QuickInputButton) => void;
}

/**
 * One list to search, and the row that was chosen. VS Code finds what is in one place of a row; what is spread over
 * several its maker finds, who then asks VS Code to show the row always.
 */
export async function chooseFrom<Row extends vscode.QuickPickItem>({
  title,
  placeholder,
  rows,
  pressed,
}: List<Row>): Promise<Row | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  Object.assign(pick, { title, placeholder, matchOnDescription: true, matchOnDetail: true });
  pick.items = rows('');
  pick.onDidChangeValue((query) => {
    pick.items = rows(query);
  });
  pick.onDidTriggerItemButton(({ button }) => {
    pick.hide();
    pressed?.(button);
  });
  const chosen = await new Promise<Row | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  return chosen;
}
