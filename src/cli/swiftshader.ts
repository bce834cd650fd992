import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The ICD file of SwiftShader, a Vulkan driver that runs on the processor and comes with Chromium and its kin. */
const icd = 'vk_swiftshader_icd.json';

const linux: readonly string[] = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/snap/chromium/current/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
];

/** The driver on this machine, for `VK_DRIVER_FILES`; `TILEWORK_SWIFTSHADER` names another. */
export function swiftShaderDriver(): string | undefined {
  const named = process.env['TILEWORK_SWIFTSHADER'];
  if (named !== undefined && named !== '') return named;
  return folders()
    .map((folder) => join(folder, icd))
    .find((file) => existsSync(file));
}

/** Where installers put the libraries of a browser on this platform. */
function folders(): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) =>
        `/Applications/${name}.app/Contents/Frameworks/${name} Framework.framework/Libraries`,
    );
  }
  if (process.platform !== 'win32') return linux;
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
    (name) => process.env[name] ?? [],
  );
  const products = [['Google', 'Chrome'], ['Chromium'], ['Microsoft', 'Edge']];
  const places = roots.flatMap((root) =>
    products.map((product) => join(root, ...product, 'Application')),
  );
  // The libraries lie in a folder that is named by the version.
  return places.flatMap((place) => [place, ...inside(place)]);
}

function inside(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => join(folder, name));
}
