import { picture } from '../../support/pictures.ts';
import { openStage, type Stage } from './stage.ts';

export const PEOPLE = {
  manager: { id: 1, username: 'mira', realName: 'Mira Vale' },
  member: {
    id: 2,
    username: 'noor',
    realName: 'Noor Haddad',
    bio: 'Reads on trains.',
    website: 'https://noor.example/',
  },
  requester: { id: 3, username: 'ravi', realName: 'Ravi Menon' },
  invited: { id: 4, username: 'ines', realName: 'Ines Prado' },
  stranger: { id: 5, username: 'sven', realName: 'Sven Holm' },
};
export type Viewer = keyof typeof PEOPLE | 'anonymous';
export const VIEWERS: readonly Viewer[] = ['manager', 'member', 'requester', 'invited', 'stranger', 'anonymous'];
export const personOf = (viewer: Viewer) => (viewer === 'anonymous' ? null : PEOPLE[viewer]);

export const GROUPS = {
  public: { name: 'Morning Runners', description: 'We run at dawn.', privacy: 'public', visible: true },
  private: { name: 'Book Circle', description: 'One novel a month.', privacy: 'private', visible: true },
  hidden: { name: 'Surprise Party', description: 'Do not tell her.', privacy: 'private', visible: false },
};
export type Kind = keyof typeof GROUPS;
export const KINDS: readonly Kind[] = ['public', 'private', 'hidden'];

export interface World extends Stage {
  readonly groups: Readonly<Record<Kind, number>>;
}

/** A group of each kind, with one person in each relation to it that there can be. */
export async function openWorld(): Promise<World> {
  const stage = await openStage(Object.values(PEOPLE));
  const groups = { public: 0, private: 0, hidden: 0 };
  for (const kind of KINDS) groups[kind] = await makeGroup(stage, kind);
  return { ...stage, groups };
}

async function makeGroup({ guildhall }: Stage, kind: Kind): Promise<number> {
  const { manager, member, invited, requester } = PEOPLE;
  const { id } = await guildhall.call(manager, 'POST', '/group/', {
    ...GROUPS[kind],
    invite_users: [member.id, invited.id],
  });
  await guildhall.call(member, 'POST', `/group/${id}/subscribe/`);
  if (kind === 'private') await guildhall.call(requester, 'POST', `/group/${id}/subscribe/`);
  return id;
}

/** What a file input takes. */
export async function pictureFile(width: number, height: number) {
  return { name: 'picture.png', mimeType: 'image/png', buffer: await picture('png', { width, height }) };
}
