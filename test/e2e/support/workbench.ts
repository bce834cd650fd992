// The few things in VS Code's own page that tests touch, so that a new VS Code is met in one place.
import type { FrameLocator, Page } from 'playwright-core';

/** The themes that tests use, and the file of each, which VS Code names in a class of the workbench. */
const themeFiles = {
  'Default Dark Modern': 'dark_modern',
  'Default Light Modern': 'light_modern',
  'Default High Contrast': 'hc_black',
  'Default High Contrast Light': 'hc_light',
} as const;

export type Theme = keyof typeof themeFiles;

/** In which every view is looked at: dark, light, and for those who need strong contrast. */
export const themes: readonly Theme[] = [
  'Default Dark Modern',
  'Default Light Modern',
  'Default High Contrast',
];

/** A theme's name as part of the name of a picture: `dark-modern`. */
export function themeWord(theme: Theme): string {
  return theme.replace('Default ', '').replaceAll(' ', '-').toLowerCase();
}

/** Waits until VS Code is in a theme. */
export async function inTheme(page: Page, theme: Theme): Promise<void> {
  await page.locator(`.monaco-workbench[class*="-${themeFiles[theme]}-json"]`).waitFor();
  // Webviews are told a moment later.
  await page.waitForTimeout(500);
}

/** Opens the workbench and waits until it is in its colours, which is when the extensions are known to it. */
export async function openWorkbench(page: Page, url: string, theme: Theme): Promise<void> {
  await page.goto(url);
  await inTheme(page, theme);
  // The count of problems comes into the status bar when the workbench has restored what was open before.
  await page.locator('.statusbar-item[id="status.problems"]').waitFor();
}

/**
 * Runs a command through the palette. The list is made when the palette opens, and the commands of extensions come
 * a moment after the workbench, so the palette is opened anew until the command is there.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) });
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input');
    await input.fill(`>${title}`);
    const found = await row
      .first()
      .waitFor({ timeout: 1000 })
      .then(
        () => true,
        () => false,
      );
    if (found) {
      await row.first().click();
      return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`The palette has no command "${title}".`);
}

/** The document of a webview that can be seen: two frames deep, the inner one is where its HTML lives. */
export function webviewIn(page: Page, nth: number): FrameLocator {
  const outer = page.locator('iframe.webview:visible').nth(nth).contentFrame();
  return outer.frameLocator('iframe#active-frame');
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
