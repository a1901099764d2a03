import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The components have packages of their own, which nothing else needs. None of their scripts is run.
const folder = fileURLToPath(new URL('.', import.meta.url));
if (!existsSync(`${folder}node_modules`)) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: 'inherit' });
}
// The app is written in the types of the packages.
execFileSync('tsc', ['-p', folder], { stdio: 'inherit' });
if (process.argv.includes('--screenshots')) await import('./screenshots.ts');
else {
  const args = ['run', '--config', `${folder}vitest.config.ts`, ...process.argv.slice(2)];
  process.exitCode = spawnSync('vitest', args, { stdio: 'inherit' }).status ?? 1;
}
