import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Chromium and its relatives put SwiftShader, a Vulkan driver that runs on the processor. */
const folders: readonly string[] = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
  '/Applications/Google Chrome.app/Contents/Frameworks/Google Chrome Framework.framework/Libraries',
  'C:\\Program Files\\Google\\Chrome\\Application',
];

/** The ICD file of a SwiftShader on this machine, for `VK_DRIVER_FILES`; `TILEWORK_SWIFTSHADER` names another. */
export function swiftShaderDriver(): string | undefined {
  const named = process.env['TILEWORK_SWIFTSHADER'];
  if (named !== undefined) return named;
  return folders
    .map((folder) => join(folder, 'vk_swiftshader_icd.json'))
    .find((file) => existsSync(file));
}
