import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly from: string;
  /** A path below src/, or the name of a package. */
  readonly to: string;
}

const imports: Import[] = globSync('src/**/*.ts').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)].map(([, target = '']) => ({
    from: file,
    to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  })),
);

const importsOf = (folder: string) => imports.filter(({ from }) => from.startsWith(folder));

describe('the direction of imports', () => {
  it('is read from real files', () => {
    expect(importsOf('src/domain/').length).toBeGreaterThan(20);
  });

  it('never leaves the domain, not even for a package', () => {
    expect(importsOf('src/domain/').filter(({ to }) => !to.startsWith('src/domain/'))).toEqual([]);
  });

  it.each(['src/graphql/', 'src/rest/', 'src/http/'])('keeps the store out of %s', (door) => {
    expect(importsOf(door).filter(({ to }) => to.startsWith('src/store/'))).toEqual([]);
  });

  it.each(['src/store/', 'src/auth/', 'src/images/'])('keeps the doors out of %s', (adapter) => {
    expect(importsOf(adapter).filter(({ to }) => /^src\/(graphql|rest|http|app)/.test(to))).toEqual([]);
  });

  it('keeps the dialects apart', () => {
    const crossing = importsOf('src/rest/').filter(({ from, to }) => {
      const [home, target] = [from, to].map((path) => /^src\/rest\/(\w+)\//.exec(path)?.[1]);
      return home !== undefined && target !== undefined && home !== target;
    });

    expect(crossing).toEqual([]);
  });
});
