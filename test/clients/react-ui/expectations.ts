import { GROUPS, type Kind, PEOPLE, type Viewer } from './world.ts';

/** What a screen has to be for someone. */
export interface Expectation {
  readonly shown: readonly string[];
  readonly notShown?: readonly string[];
  /** Requests that Guildhall's rules refuse, as a tab tells them: the vendor's components ask before they know. */
  readonly refused?: readonly string[];
  /** Rejections that the vendor's components leave uncaught. */
  readonly uncaught?: readonly string[];
}

const NOTHING: Expectation = { shown: [] };
/** A hidden group is, for all who are not in it or invited to it, as one that never was. */
const absent = (kind: Kind): Expectation => ({
  shown: [],
  notShown: [GROUPS[kind].name],
  refused: ['404 /group/:id/'],
});

const sees = (viewer: Viewer, kind: Kind) =>
  kind !== 'hidden' || viewer === 'manager' || viewer === 'member' || viewer === 'invited';
const isIn = (viewer: Viewer) => viewer === 'manager' || viewer === 'member';
/** How a list of a group is refused: to someone, and to nobody. */
const statusOf = (viewer: Viewer) => (viewer === 'anonymous' ? 401 : 403);
const refusalOf = (viewer: Viewer, list: string) => `${statusOf(viewer)} /group/:id/${list}/`;

/**
 * What comes with the list of members for all but the manager: the button for invitations asks whom one could invite
 * before it finds that it is not to be seen. The vendor documents that only the manager may ask, and catches nothing.
 */
export const inviteButton = (viewer: Viewer): Partial<Expectation> =>
  viewer === 'manager'
    ? {}
    : { refused: [refusalOf(viewer, 'user')], uncaught: [`Request failed with status code ${statusOf(viewer)}`] };

function subscribeButton(viewer: Viewer, kind: Kind): readonly string[] {
  if (viewer === 'manager') return [];
  if (viewer === 'member') return ['Leave the Group'];
  if (viewer === 'invited') return ['Accept Invitation'];
  if (viewer === 'requester' && kind === 'private') return ['In Approval'];
  return [kind === 'public' ? 'Join the Group' : 'Request Access'];
}

function header(viewer: Viewer, kind: Kind): readonly string[] {
  const { name, privacy, visible } = GROUPS[kind];
  return [
    name,
    privacy === 'public' ? 'Public group' : 'Private group',
    visible ? 'Visible' : 'Hidden',
    ...(kind === 'public' || isIn(viewer) ? ['2 members'] : []),
    ...(viewer === 'manager' ? ['Edit', 'Invite'] : []),
    ...subscribeButton(viewer, kind),
  ];
}

const info = (kind: Kind): readonly string[] => [
  'Group information',
  GROUPS[kind].description,
  'Created on',
  PEOPLE.manager.username,
];

function page(viewer: Viewer, kind: Kind): Expectation {
  const shown = [...header(viewer, kind), ...info(kind)];
  if (!isIn(viewer)) return { shown };
  const feed = ['There are no other contents', 'Group Members', PEOPLE.member.username];
  // There are no posts, and no box to write them in.
  return { shown: [...shown, ...feed], notShown: ['Create content...'], ...inviteButton(viewer) };
}

function members(viewer: Viewer, kind: Kind): Expectation {
  const shown = ['Group Members', PEOPLE.manager.username, PEOPLE.member.username];
  const allowed = kind === 'public' || isIn(viewer);
  return { ...list(viewer, 'subscribe', allowed, shown), ...(allowed && inviteButton(viewer)) };
}

/** A list of a group, which is there for some, and refused to others. */
function list(viewer: Viewer, path: string, allowed: boolean, shown: readonly string[]): Expectation {
  return allowed ? { shown } : { shown: [], notShown: shown, refused: [refusalOf(viewer, path)] };
}

function requests(viewer: Viewer, kind: Kind): Expectation {
  if (viewer === 'manager' && kind !== 'private') return NOTHING;
  return list(viewer, 'request_subscribe', viewer === 'manager', ['Access Requests', PEOPLE.requester.username]);
}

/** The screens that are about one group: what each viewer who can see it is shown. */
const GROUP_SCREENS: Readonly<Record<string, (viewer: Viewer, kind: Kind) => Expectation>> = {
  header: (viewer, kind) => ({ shown: header(viewer, kind) }),
  page,
  'edit button': (viewer) => (viewer === 'anonymous' ? NOTHING : { shown: ['Edit'] }),
  info: (_viewer, kind) => ({ shown: info(kind) }),
  members,
  requests,
  invited: (viewer) =>
    list(viewer, 'invite', viewer === 'manager', ['Invited Users', PEOPLE.invited.username, 'Pending']),
  'subscribe button': (viewer, kind) => ({ shown: subscribeButton(viewer, kind) }),
};
export const SCREENS_OF_A_GROUP = Object.keys(GROUP_SCREENS);

export function expectationOf(screen: string, viewer: Viewer, kind: Kind): Expectation {
  return sees(viewer, kind) ? (GROUP_SCREENS[screen]?.(viewer, kind) ?? NOTHING) : absent(kind);
}
