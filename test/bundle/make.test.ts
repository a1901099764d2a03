import { globSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyProject } from '../support/copy-project.ts';
import { run, startProcess } from '../support/processes.ts';
import { SECRET } from '../support/secret.ts';

const MARK = 'from the bundle';

let folder: string;
let app: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-bundle-test-'));
  app = join(folder, 'app');
  await copyProject(app, ['package.json', 'schema.graphql', 'drizzle/sqlite', 'src']);
});

afterAll(() => rm(folder, { recursive: true }));

const make = () => run({}, 'sh', '-c', `cd "${app}" && "${process.execPath}" src/bundle/make.js`);
const bundles = () => globSync('node_modules/.cache/server/*/serve.mjs', { cwd: app }).map((path) => join(app, path));

/** Whether a server that is started now is the bundle. */
async function startsFromBundle(): Promise<boolean> {
  const settings = { DATABASE_URL: `file:${join(folder, 'data.db')}`, MEDIA_DIR: join(folder, 'media') };
  const server = await startProcess({ ...settings, PORT: '0', JWT_SECRET: SECRET, LOG_LEVEL: 'silent' }, app);
  const answer = await fetch(`${server.url}/graphql?query={__typename}`, {});
  expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  await server.end();
  return server.output().includes(MARK);
}

it('a server starts from its bundle until a source or a package is another', async () => {
  const without = await startsFromBundle();
  const made = await make();
  const again = await make();
  const [bundle = ''] = bundles();
  await appendFile(bundle, `console.log('${MARK}');\n`);
  const fresh = await startsFromBundle();
  await appendFile(join(app, 'node_modules/.package-lock.json'), '\n');
  const otherPackages = await startsFromBundle();
  await appendFile(join(app, 'src/links.ts'), '// changed\n');
  const otherSource = await startsFromBundle();

  expect([made, again].map(({ code, stdout, stderr }) => ({ code, stdout, stderr }))).toEqual([
    { code: 0, stdout: '', stderr: '' },
    { code: 0, stdout: '', stderr: '' },
  ]);
  expect(bundles()).toHaveLength(1);
  expect({ without, fresh, otherPackages, otherSource }).toEqual({
    without: false,
    fresh: true,
    otherPackages: false,
    otherSource: false,
  });
});
