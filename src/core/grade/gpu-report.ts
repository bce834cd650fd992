import * as z from 'zod';
import { adapterSchema } from './report';

/** The outcome of asking for an adapter: facts, or the step at which there was none, and what to do. */
export const gpuReportSchema = z.strictObject({
  adapter: adapterSchema.optional(),
  /** The step that failed, in words; absent when all went well. */
  failedStep: z.string().optional(),
  /** What the learner can do about it, one step a line. */
  advice: z.array(z.string()),
  /** Facts for a bug report: browser, platform, limits. */
  facts: z.array(z.tuple([z.string(), z.string()])),
});

export type GpuReport = z.infer<typeof gpuReportSchema>;

type Platform = 'linux' | 'windows' | 'mac' | 'other';

function platformOf(userAgent: string): Platform {
  if (userAgent.includes('Windows')) return 'windows';
  if (/Macintosh|Mac OS X/.test(userAgent)) return 'mac';
  return /Linux|X11|CrOS/.test(userAgent) ? 'linux' : 'other';
}

const restart =
  'Close every VS Code window first: the flags only count for the process that starts them.';
const drivers = 'Update the graphics driver; blocklists of browsers name old ones.';
const elsewhere =
  'The kernel runs where this window is drawn, not where the files are: over SSH, in a container or in a tunnel it is your own machine that needs the GPU.';
const without =
  'Without a GPU, exercises run on a CPU model: not timed, but a pass counts. The command line does the same: `npx tilework check <id> --runner simulator`.';

/** What can be done when there is no adapter, for the platform and program that the user agent tells. */
export function adviceFor(userAgent: string): string[] {
  const desktop = userAgent.includes('Electron');
  if (userAgent.includes('Firefox')) {
    return [
      'Firefox has WebGPU on Windows (from 141) and on Apple-silicon macOS; elsewhere use Chrome or Edge.',
      elsewhere,
      without,
    ];
  }
  const own: Readonly<Record<Platform, readonly string[]>> = {
    linux: [
      desktop
        ? 'Start VS Code as `code --enable-unsafe-webgpu --enable-features=Vulkan`: on Linux, WebGPU is on by itself only for some GPUs and drivers.'
        : 'Start the browser with `--enable-unsafe-webgpu --enable-features=Vulkan`, or set chrome://flags/#enable-unsafe-webgpu: on Linux, WebGPU is on by itself only for some GPUs and drivers.',
      desktop
        ? restart
        : 'Close every browser window first: the flags only count for the process that starts them.',
      'In a virtual machine there is usually no GPU to give: add `--use-webgpu-adapter=swiftshader` to run on the processor.',
    ],
    windows: [
      'WebGPU is on by itself on Windows x64; on Windows on ARM start `code --enable-unsafe-webgpu`.',
      desktop ? restart : 'Look at chrome://gpu for the reason.',
      'Over Remote Desktop or in a virtual machine the GPU may be hidden: try at the machine itself.',
    ],
    mac: [
      'WebGPU is on by itself on macOS; hardware acceleration must not be switched off in argv.json.',
    ],
    other: ['Use a current Chrome, Edge or VS Code on Windows, macOS or Linux.'],
  };
  return [...own[platformOf(userAgent)], drivers, elsewhere, without];
}
