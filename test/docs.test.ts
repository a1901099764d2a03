import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { pathOf } from './support/processes.ts';

const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const GUIDES = [
  'README.md',
  ...globSync(['docs/*.md', '.github/*.md', 'test/{bench,torture}/*.md'], { cwd: pathOf('.') }),
];
/** As GitHub makes them of headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
const anchorsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

it('every setting has one row in the tables of settings', () => {
  const settings = ['src/config.ts', 'src/config/limits.ts'].flatMap((path) =>
    [...read(path).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name),
  );
  const rows = [...read('docs/settings.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  // OpenTelemetry's own, and Node's.
  const others = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const ofTheProcess = ['NODE_OPTIONS', 'MALLOC_ARENA_MAX'];

  expect(settings.length).toBeGreaterThan(40);
  expect(rows.filter((name) => !ofTheProcess.includes(name ?? '')).sort()).toEqual(
    settings.filter((name) => !others.includes(name ?? '')).sort(),
  );
});

it('every link of the guides to a file or a heading leads there', () => {
  const broken = GUIDES.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([link, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      const leads = existsSync(pathOf(target)) && (anchor === undefined || anchorsOf(target).includes(anchor));
      return leads ? [] : [`${page}: ${link}`];
    }),
  );

  expect(broken).toEqual([]);
});

/** Version of a package by the lockfiles: of the project, and of the components that are run in a browser. */
function versionOf(name: string): string | undefined {
  const folders = ['', 'test/clients/react-ui/'];
  const found = folders.map(
    (folder) => JSON.parse(read(`${folder}package-lock.json`)).packages[`node_modules/${name}`],
  );
  return found.find((locked) => locked !== undefined)?.version;
}

it('the versions that the guides name are those of the lockfiles', () => {
  const named = GUIDES.flatMap((page) =>
    [...read(page).matchAll(/`(@[\w-]+\/[\w-]+)` (\d+\.\d+\.\d+(?:-[\w.]*\w)?)/g)].map(([, name, version]) => ({
      name,
      version,
    })),
  );

  expect(named.length).toBeGreaterThan(2);
  expect(named).toEqual(named.map(({ name }) => ({ name, version: versionOf(name ?? '') })));
});

it('README is read in one sitting', () => {
  expect(read('README.md').split('\n').length - 1).toBeLessThanOrEqual(180);
});

it('every file and folder of the sources that the guides name is there', () => {
  const named = GUIDES.flatMap((page) =>
    [...read(page).matchAll(/`((?:src|drizzle|test)\/[\w./-]*)`/g)].map(([, path = '']) => ({ page, path })),
  );

  expect(named.length).toBeGreaterThan(40);
  expect(named.filter(({ path }) => !existsSync(pathOf(path)))).toEqual([]);
});
