import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Waits are measured with the packages of the project alone; what Guildhall is compared with has packages of its own.
if (process.argv.includes('--waits')) await import('./waits/main.ts');
else if (process.argv.includes('--hidden')) await import('./hidden.ts');
else {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  if (!existsSync(`${folder}node_modules`)) {
    execFileSync('npm', ['ci', '--prefix', folder], { stdio: 'inherit' });
  }
  await import('./main.ts');
}
