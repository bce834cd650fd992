// @ts-check
// User settings for a VS Code that shows the learner's work and nothing else: no welcome page, no assistant, no advice.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @type {Record<string, unknown>} */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  // The folder may lie inside a repository, which is not the learner's.
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Writes the settings, unless there are some already: those are the user's.
 * @param {string} userData
 * @param {Record<string, unknown>} [more]
 */
export function writeSettings(userData, more = {}) {
  const file = join(userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...quietSettings, ...more }, null, 2));
}
