import type { Product } from './product';
import type { Theme } from './workbench';

const themes: Readonly<Record<string, Theme>> = {
  'dark-modern': 'Default Dark Modern',
  'light-modern': 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};

/**
 * Looks at a window in each theme; to start VS Code takes far longer than to change its colours.
 * @param look is given the theme's name for a screenshot's
 */
export async function inEachTheme(
  product: Product,
  look: (name: string) => Promise<void>,
): Promise<void> {
  for (const [name, theme] of Object.entries(themes)) {
    await product.setTheme(theme);
    await look(name);
  }
}
