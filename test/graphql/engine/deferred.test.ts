import { buildSchema, execute, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileOperation } from '../../../src/graphql/engine/compile-operation.ts';
import { Deferred } from '../../../src/graphql/engine/deferred.ts';

/** A batch that knows the values of some keys, and notes what it is asked. */
function watchedBatch(values: Readonly<Record<string, unknown>>) {
  const asked: (string | string[])[] = [];
  const batch = {
    async load(key: string) {
      asked.push(key);
      if (key in values) return values[key];
      throw new Error(`no ${key}`);
    },
    async loadAll(keys: ReadonlySet<string>) {
      asked.push([...keys]);
      return new Map(Object.entries(values).filter(([key]) => keys.has(key)));
    },
  };
  return { asked, deferred: (key: string) => new Deferred(key, batch) };
}

const users = () => watchedBatch({ ann: { name: 'Ann' }, bob: { name: 'Bob' } });
const places = () => watchedBatch({ rome: { name: 'Rome' } });

function operationOn(groups: readonly object[]) {
  const schema = buildSchema(`
    type Query { groups: [Group] }
    type Group { owner: Named admin: Named place: Named }
    type Named { name: String }`);
  Object.assign(schema.getQueryType()?.getFields()['groups'] ?? {}, { resolve: () => groups });
  const document = parse('{ groups { owner { name } admin { name } place { name } } }');
  const operation = getOperationAST(document);
  const scope = { schema, fragments: new Map(), variables: {} };
  const compiled = operation ? compileOperation(operation, scope) : null;
  return {
    compiled: async () => (await compiled?.run({}, {}, 10_000))?.data ?? null,
    plain: async () => execute({ schema, document }),
  };
}

describe('deferred values', () => {
  it('are read together by compiled execution: each batch once, and each key once', async () => {
    const [user, place] = [users(), places()];
    const group = () => ({
      owner: user.deferred('ann'),
      admin: user.deferred('bob'),
      place: place.deferred('rome'),
    });

    const data = await operationOn([group(), group()]).compiled();

    const answer = { owner: { name: 'Ann' }, admin: { name: 'Bob' }, place: { name: 'Rome' } };
    expect(data).toEqual({ groups: [answer, answer] });
    expect([user.asked, place.asked]).toEqual([[['ann', 'bob']], [['rome']]]);
  });

  it('are awaited one by one by graphql-js', async () => {
    const user = users();
    const operation = operationOn([{ owner: user.deferred('ann'), admin: user.deferred('ann') }]);

    const { data } = await operation.plain();

    expect(JSON.stringify(data)).toBe('{"groups":[{"owner":{"name":"Ann"},"admin":{"name":"Ann"},"place":null}]}');
    expect(user.asked).toEqual(['ann', 'ann']);
  });

  it('that have no value leave the operation to graphql-js, which has their error', async () => {
    const operation = operationOn([{ owner: users().deferred('eve') }]);

    expect(await operation.compiled()).toBeNull();
    expect((await operation.plain()).errors?.map(({ message }) => message)).toEqual(['no eve']);
  });
});
