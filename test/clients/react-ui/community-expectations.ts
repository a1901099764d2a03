import type { Expectation } from './expectations.ts';
import { GROUPS, PEOPLE, type Viewer } from './world.ts';

const { username, realName, bio, website } = PEOPLE.member;
const { public: open, private: closed, hidden } = GROUPS;
const isIn = (viewer: Viewer) => viewer === 'manager' || viewer === 'member';
const invite = { shown: ['Create your first Group yourself.'], notShown: [open.name, closed.name, hidden.name] };
/** One's own groups are for who is signed in. */
const SIGNED_IN_ALONE = ['401 /group/'];

function groups(viewer: Viewer): Expectation {
  const shown = [open.name, closed.name];
  return isIn(viewer) || viewer === 'invited' ? { shown: [...shown, hidden.name] } : { shown, notShown: [hidden.name] };
}

function ownGroups(viewer: Viewer): Expectation {
  if (viewer === 'anonymous') return { shown: [], refused: SIGNED_IN_ALONE };
  return isIn(viewer) ? { shown: [open.name, closed.name, hidden.name] } : invite;
}

/** Who is in a private group is for its members to know. */
const groupsOfTheMember = (viewer: Viewer): readonly string[] =>
  isIn(viewer) ? ['3 Groups subscribed', hidden.name] : ['1 Group subscribed', open.name];

function hooks(viewer: Viewer): Expectation {
  const shown = ['Features: grouping, tagging', 'Anonymous reading: true', `Group: ${open.name}`, 'User: noor'];
  if (viewer === 'anonymous') return { shown: ['Signed in: nobody', ...shown], refused: SIGNED_IN_ALONE };
  return {
    shown: [`Signed in: ${PEOPLE[viewer].username}`, ...shown, 'Settings: 5', `Own groups: ${isIn(viewer) ? 3 : 0}`],
  };
}

/** The screens that are not about one group; `hooks` is shown the public one, and a user is the member. */
export const COMMUNITY_SCREENS: Readonly<Record<string, (viewer: Viewer) => Expectation>> = {
  hooks,
  groups,
  'own groups': ownGroups,
  'create button': (viewer) => (viewer === 'anonymous' ? { shown: [], notShown: ['Create'] } : { shown: ['Create'] }),
  'groups of a user': (viewer) => ({ shown: groupsOfTheMember(viewer) }),
  profile: (viewer) => ({
    shown: [`@${username}`, realName, bio, website, ...groupsOfTheMember(viewer)],
  }),
};
