import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { signCommunityToken } from '../../src/auth/sign-token.ts';
import { send } from '../support/requests.ts';
import type { Desk, SharedGroup } from './desk.ts';
import { type Account, type GroupFacts, groupKey, openAccount, standingKey } from './ledger.ts';
import type { Picture } from './pictures.ts';
import { randomFrom } from './random.ts';

export const REVIEWER = 2;
const SHARED_MANAGER = 1;
const SHARED = ['Square', 'Market', 'Harbour'];
const USERS_EACH = 4;

const IMPORT = fileURLToPath(new URL('../../src/commands/users.ts', import.meta.url));

/** Community ids: nobody else is one of this writer's users. */
export function usersOf(writer: number): number[] {
  return Array.from({ length: USERS_EACH }, (_, index) => 1000 + writer * USERS_EACH + index);
}

/** Imports all users, as an operator would; answers with a token for each. */
export async function importUsers(
  folder: string,
  writers: number,
  { env, secret }: { readonly env: NodeJS.ProcessEnv; readonly secret: string },
): Promise<ReadonlyMap<number, string>> {
  const ids = [SHARED_MANAGER, REVIEWER, ...Array.from({ length: writers }, (_, writer) => usersOf(writer)).flat()];
  const people = ids.map((id) => JSON.stringify({ id, username: `user-${id}`, reviewer: id === REVIEWER }));
  const file = join(folder, 'people.ndjson');
  await writeFile(file, people.join('\n'));
  await promisify(execFile)(process.execPath, [IMPORT, 'import', file], { env });
  const token = (userId: number) => signCommunityToken(secret, { userId, expires: '12h' });
  return new Map(await Promise.all(ids.map(async (id) => [id, await token(id)] as const)));
}

/** Groups for all writers; the account holds what must be of them. */
export async function makeSharedGroups(url: string, tokens: ReadonlyMap<number, string>) {
  const account = openAccount();
  const groups: SharedGroup[] = [];
  for (const name of SHARED) {
    const json = { name, privacy: 'public' };
    const { status, body } = await send(`${url}/api/v2/group/`, { token: tokens.get(SHARED_MANAGER) ?? '', json });
    if (status !== 201) throw new Error(`the shared group ${name} was not made: ${status} ${JSON.stringify(body)}`);
    keepShared(account, name);
    account.ids.set(name.toLowerCase(), Number(body.id));
    groups.push({ slug: name.toLowerCase(), id: Number(body.id), managerId: SHARED_MANAGER });
  }
  return { account, groups };
}

function keepShared({ facts }: Account, name: string): void {
  const slug = name.toLowerCase();
  const group: GroupFacts = {
    kind: 'GROUP',
    name,
    description: '',
    privacy: 'PUBLIC',
    visible: true,
    active: true,
    review: null,
    picture: null,
    cover: null,
    createdBy: SHARED_MANAGER,
  };
  facts.set(groupKey(slug), group);
  facts.set(standingKey(slug, SHARED_MANAGER), 'MANAGER');
}

export function openDesk(
  writer: number,
  seed: number,
  { shared, pictures }: { readonly shared: readonly SharedGroup[]; readonly pictures: readonly Picture[] },
): Desk {
  let names = 0;
  return {
    random: randomFrom(seed * 1000 + writer + 1),
    account: openAccount(),
    users: usersOf(writer),
    reviewerId: REVIEWER,
    shared,
    pictures,
    newName() {
      names += 1;
      return { name: `Club ${writer} ${names}`, slug: `club-${writer}-${names}` };
    },
  };
}
