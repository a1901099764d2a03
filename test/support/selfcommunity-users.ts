import { expect } from 'vitest';

/** Any time as the door writes it. */
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** All fields of a user at the SelfCommunity door, as they are of one of whom nothing but the names is known. */
const NOTHING_TOLD = {
  bio: '',
  location: '',
  location_lat_lng: null,
  position_lat_lng: null,
  date_of_birth: null,
  description: '',
  gender: 'Unspecified',
  status: 'a',
  reg_approved: true,
  website: '',
  avatar: null,
  cover: null,
  ext_id: null,
  tags: [],
  reputation: 0,
  community_badge: false,
  connection_status: null,
  connection_requests_sent_counter: 0,
  connection_requests_received_counter: 0,
  connections_counter: 0,
  followings_counter: 0,
  followers_counter: 0,
  posts_counter: 0,
  discussions_counter: 0,
  statuses_counter: 0,
  polls_counter: 0,
  categories_counter: 0,
  deleted: false,
};

export function shownUser(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...NOTHING_TOLD, ...fields };
}

/** The user `ANNA` of wire.ts, with her profile. */
export const ANNA_SHOWN = shownUser({
  id: 7,
  username: 'anna',
  real_name: 'Anna Maria Berg',
  date_joined: '2026-01-02T03:04:05.006Z',
  bio: 'Chess.\nAnd go.',
  location: 'Milan',
  website: 'https://anna.example/',
  avatar: 'https://club.example/anna.png',
  ext_id: 'crm-7',
  tags: [
    {
      id: 3,
      type: 'user',
      name: 'Founder',
      description: 'Was there first.',
      color: '#b45309',
      visible: true,
      visibility_boost: false,
      active: true,
      deleted: false,
    },
  ],
});

/** What is told to the caller alone; a token without scopes may create groups. */
export const SHOWN_TO_THEMSELVES = {
  email: '',
  email_isvalid: false,
  role: null,
  permission: {
    create_group: true,
    create_contribute: false,
    create_post: false,
    create_poll: false,
    create_event: false,
    create_course: false,
    create_live_stream: false,
    locate_post: false,
    follow_user: false,
    request_connection: false,
    accept_connection: false,
  },
  unseen_interactions_counter: 0,
  unseen_notification_banners_counter: 0,
};
