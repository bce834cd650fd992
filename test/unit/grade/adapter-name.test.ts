import { expect, test } from 'vitest';
import { adapterName } from '../../../src/core/grade/adapter-name';

test.each([
  [
    'nvidia',
    '',
    'nvidia-h100-80gb-hbm3',
    'NVIDIA: 580.159.04 580.159.4.0',
    'nvidia-h100-80gb-hbm3',
  ],
  ['nvidia', 'ampere', '0x2204', 'NVIDIA GeForce RTX 3090', 'NVIDIA GeForce RTX 3090'],
  ['intel', 'gen-12lp', '', 'Intel(R) Iris(R) Xe Graphics', 'Intel(R) Iris(R) Xe Graphics'],
  [
    'google',
    'swiftshader',
    'swiftshader-device-subzero-',
    'SwiftShader driver 5.0.0',
    'SwiftShader driver 5.0.0',
  ],
  ['apple', 'metal-3', '', '', 'apple metal-3'],
  ['amd', '', '0x73bf', '', '0x73bf'],
  ['', '', '', '', 'unnamed adapter'],
])('%s %s %s “%s” is called %s', (vendor, architecture, device, description, name) => {
  expect(adapterName({ vendor, architecture, device, description })).toBe(name);
});
