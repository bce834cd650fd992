import type { Product } from './product';
import { themes, themeWord } from './workbench';

/**
 * Looks at a window in each theme; to start VS Code takes far longer than to change its colours.
 * @param look is given the theme's name for a screenshot's
 */
export async function inEachTheme(
  product: Product,
  look: (name: string) => Promise<void>,
): Promise<void> {
  for (const theme of themes) {
    await product.setTheme(theme);
    await look(themeWord(theme));
  }
}
