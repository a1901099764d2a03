import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathOf } from './processes.ts';

/** These files of the project in a folder of their own, with the same packages and nothing in their cache. */
export async function copyProject(folder: string, paths: readonly string[]): Promise<void> {
  const packages = join(folder, 'node_modules');
  await mkdir(packages, { recursive: true });
  for (const path of paths) await cp(pathOf(path), join(folder, path), { recursive: true });
  for (const name of await readdir(pathOf('node_modules'))) {
    if (!name.startsWith('.')) await symlink(pathOf(`node_modules/${name}`), join(packages, name));
  }
  await cp(pathOf('node_modules/.package-lock.json'), join(packages, '.package-lock.json'));
}
