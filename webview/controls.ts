import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
} from '@vscode/webview-ui-toolkit';

/**
 * The only file that knows the widget toolkit, which its makers have archived: to change it for another, change
 * these factories. Everything else on the panel is plain HTML. Its tags and badges are not used: their templates
 * carry a style attribute, which the content security policy forbids.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox());
}

export interface ButtonControl {
  readonly element: HTMLElement;
  label(text: string): void;
}

/** A push button; `primary` for the one thing that is done most. */
export function button(
  text: string,
  onClick: () => void,
  options: { readonly appearance: 'primary' | 'secondary'; readonly title?: string },
): ButtonControl {
  const element = document.createElement('vscode-button') as HTMLElement & { appearance: string };
  element.appearance = options.appearance;
  element.textContent = text;
  if (options.title !== undefined) element.title = options.title;
  element.addEventListener('click', onClick);
  return {
    element,
    label(next) {
      if (element.textContent !== next) element.textContent = next;
    },
  };
}

export interface CheckboxControl {
  readonly element: HTMLElement;
  check(on: boolean): void;
}

export function checkbox(text: string, onChange: (on: boolean) => void): CheckboxControl {
  const element = document.createElement('vscode-checkbox') as HTMLElement & { checked: boolean };
  element.textContent = text;
  element.addEventListener('change', () => {
    onChange(element.checked);
  });
  return {
    element,
    check(on) {
      element.checked = on;
    },
  };
}
