import { readFileSync } from 'node:fs';

/**
 * A picture as the browser packs it: a third of the size, and the letters stay sharp.
 * @param {import('playwright-core').Page} page any page of the browser
 * @param {string | Buffer} png a file or what is in one
 * @param {number} quality 0 to 1
 * @param {number} scale of its sides, 1 for as it is
 */
export async function asWebp(page, png, quality = 0.8, scale = 1) {
  const bytes = typeof png === 'string' ? readFileSync(png) : png;
  const blank = await page.context().newPage();
  const packed = await blank.evaluate(
    async ([base64, q, size]) => {
      const picture = await window.createImageBitmap(
        await (await fetch(`data:image/png;base64,${base64}`)).blob(),
      );
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.width * size, picture.height * size];
      const drawing = canvas.getContext('2d');
      if (drawing !== null) drawing.imageSmoothingQuality = 'high';
      drawing?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/webp', q);
    },
    /** @type {const} */ ([bytes.toString('base64'), quality, scale]),
  );
  await blank.close();
  return Buffer.from(packed.replace(/^.*,/, ''), 'base64');
}
