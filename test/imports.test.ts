import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly from: string;
  /** A path below src/, or the name of a package. */
  readonly to: string;
}

/** `import ... from`, `export ... from`, `import '...'` and `import('...')`, of types as well as of values. */
const IMPORT = /(?:\b(?:import|export)\s[^'";()]*?\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"\n]+)['"]/g;

const imports: Import[] = globSync('src/**/*.{ts,tsx,js}').flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, target = '']) => ({
    from: file,
    to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
  })),
);

const importsOf = (folder: string) => imports.filter(({ from }) => from.startsWith(folder));

/** Shortest circles among the places that imports lead from and to, one for each place that is in any. */
function circles(edges: readonly Import[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const wayBack = (start: string): string | null => {
    const ways = new Map([[start, start]]);
    for (const [place, way] of ways) {
      for (const { to } of targets.get(place) ?? []) {
        if (to === start) return `${way} > ${to}`;
        if (!ways.has(to)) ways.set(to, `${way} > ${to}`);
      }
    }
    return null;
  };
  return [...targets.keys()].map(wayBack).filter((way) => way !== null);
}

describe('the imports', () => {
  it('are read from real files, whichever way they are written', () => {
    expect(importsOf('src/domain/').length).toBeGreaterThan(20);
    expect(imports).toContainEqual({ from: 'src/main.ts', to: 'src/serve.ts' });
    expect(imports).toContainEqual({ from: 'src/bundle/make.js', to: 'src/main.ts' });
    expect(importsOf('src/graphql/explorer/browser/graphiql.tsx').map(({ to }) => to)).toContain('react');
    expect(imports).toContainEqual({ from: 'src/graphql/relay/connections.ts', to: 'src/domain/group.ts' });
  });

  it('have their circles found', () => {
    const edges = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['c', 'd'],
    ].map(([from = '', to = '']) => ({ from, to }));

    expect(circles(edges)).toEqual(['b > c > b', 'c > b > c']);
  });
});

describe('the direction of imports', () => {
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

  it('lets nobody know an engine but the two files that choose one, and the one that moves from one to the other', () => {
    const isOfEngine = (path: string) => /^src\/store\/(sqlite|postgres|statements)\//.test(path);
    const knowing = imports.filter(
      ({ from, to }) => !isOfEngine(from) && (isOfEngine(to) || /^(better-sqlite3|drizzle-orm|pg)(\/|$)/.test(to)),
    );

    expect([...new Set(knowing.map(({ from }) => from))].sort()).toEqual([
      'src/store/maintenance.ts',
      'src/store/move.ts',
      'src/store/open.ts',
    ]);
  });

  it('never leaves the engine of GraphQL, which could be a package of its own, but for two packages', () => {
    const leaving = importsOf('src/graphql/engine/').filter(({ to }) => !to.startsWith('src/graphql/engine/'));

    expect(new Set(leaving.map(({ to }) => to))).toEqual(new Set(['graphql', 'lru-cache']));
  });

  it('keeps the engines apart', () => {
    const crossing = imports.filter(
      ({ from, to }) =>
        (from.startsWith('src/store/sqlite/') && to.startsWith('src/store/postgres/')) ||
        (from.startsWith('src/store/postgres/') && to.startsWith('src/store/sqlite/')),
    );

    expect(crossing).toEqual([]);
  });

  it('has no circle among files, not even of types', () => {
    expect(circles(imports)).toEqual([]);
  });

  it.each(['src/graphql', 'src/store/sqlite', 'src/store/postgres'])('has no circle among the rooms of %s', (hall) => {
    const roomOf = (path: string) =>
      path
        .split('/')
        .slice(0, hall.split('/').length + 1)
        .join('/');
    const between = importsOf(`${hall}/`)
      .filter(({ to }) => to.startsWith(`${hall}/`))
      .map(({ from, to }) => ({ from: roomOf(from), to: roomOf(to) }))
      .filter(({ from, to }) => from !== to);

    expect(circles(between)).toEqual([]);
  });
});
