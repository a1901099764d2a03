import { isDeepStrictEqual } from 'node:util';
import { doors } from '../support/doors.ts';
import { graphql, send } from '../support/requests.ts';
import type { Life } from './delivery.ts';
import { NOBODY, type OwnPlace, ownPlaces } from './desk.ts';
import type { Violation } from './ledger.ts';
import type { Random } from './random.ts';
import type { Writer } from './writer.ts';

/** Groups that are read in each life. */
const SAMPLE = 24;

/** Reads groups of all writers at all doors that show them, as their managers; answers with how many. */
export async function readSample(
  life: Life,
  writers: readonly Writer[],
  random: Random,
  { tokens, report }: { readonly tokens: ReadonlyMap<number, string>; readonly report: (violation: Violation) => void },
): Promise<number> {
  const places = writers.flatMap(({ desk }) => ownPlaces(desk));
  const sample = Array.from({ length: Math.min(SAMPLE, places.length) }, () => random.pick(places));
  for (const place of sample) {
    const [managerId = NOBODY] = [...place.standings].find(([, standing]) => standing === 'MANAGER') ?? [];
    const wrong = await misread(life.url, tokens.get(managerId) ?? '', place);
    for (const detail of wrong) report({ check: 'door', detail });
  }
  return sample.length;
}

async function misread(url: string, token: string, place: OwnPlace): Promise<string[]> {
  const { facts, to, slug, standings } = place;
  const wanted = {
    id: to.id,
    name: facts.name,
    description: facts.description,
    isPublic: facts.privacy === 'PUBLIC',
    members: [...standings.values()].filter((standing) => standing !== 'INVITED' && standing !== 'REQUESTED').length,
    isMember: true,
  };
  // Pages are not shown at the SelfCommunity door.
  const shown = to.kind === 'PAGE' ? (['graphql', 'rooms'] as const) : (['graphql', 'selfcommunity', 'rooms'] as const);
  const seen = await Promise.all(
    shown.map(async (name) => {
      const outcome = await doors[name].read(url, token, to.id);
      if ('refused' in outcome) return [`${slug} is ${outcome.refused} at ${name}`];
      const { slug: _slug, createdAt: _createdAt, ...told } = outcome;
      return isDeepStrictEqual(told, wanted) ? [] : [`${slug} at ${name}: ${JSON.stringify(told)}`];
    }),
  );
  return [...seen.flat(), ...(await misshown(url, token, place))];
}

/** The pictures that a group's answer leads to. */
async function misshown(url: string, token: string, { slug, to, facts }: OwnPlace): Promise<string[]> {
  const query = `{ group(by: { databaseId: ${to.id} }) { image coverImage } }`;
  const { body } = await graphql(url, query, { token });
  const { image = null, coverImage = null } = body.data?.group ?? {};
  const wrong = await Promise.all(
    [
      { uploaded: facts.picture, address: image },
      { uploaded: facts.cover, address: coverImage },
    ].map(async ({ uploaded, address }) => {
      if (address === null) return uploaded !== null;
      return uploaded === null || (await send(address)).status !== 200;
    }),
  );
  return wrong.includes(true) ? [`${slug} shows ${JSON.stringify({ image, coverImage })}`] : [];
}
