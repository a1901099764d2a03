import { describe, expect, it } from 'vitest';
import { currentState, readResult, selfCommunityPart } from './react-ui/record.ts';

// What is run by `npm run test:react-ui` needs a browser and the vendor's packages, which are not installed everywhere.
describe("the last run of SelfCommunity's React components", () => {
  it('was with the packages and the contract of today', async () => {
    const { packages, lockfile, contract } = await readResult();

    expect({ packages, lockfile, contract }).toEqual(await currentState());
  });

  it('went well', async () => {
    const { failed, passed } = await readResult();

    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(200);
  });
});

it("the part of the contract that a run depends on is SelfCommunity's, with all that it refers to", () => {
  const schemas = { Group: { owner: { $ref: '#/components/schemas/User' } }, User: {}, Room: {} };
  const paths = { '/api/v2/group/': { $ref: '#/components/schemas/Group' }, '/v1/rooms/': {} };

  expect(selfCommunityPart(JSON.stringify({ paths, components: { schemas } }))).toEqual({
    paths: [['/api/v2/group/', { $ref: '#/components/schemas/Group' }]],
    components: [
      ['schemas/Group', schemas.Group],
      ['schemas/User', {}],
    ],
  });
});
