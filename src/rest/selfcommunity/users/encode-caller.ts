import { z } from 'zod';
import { allows, type Viewer } from '../../../domain/viewer.ts';
import { type Shaped, shape } from '../../encoder.ts';

export const permission = shape(() =>
  z
    .object({
      create_contribute: z.boolean(),
      create_poll: z.boolean(),
      locate_post: z.boolean(),
      create_post: z.boolean(),
      create_group: z.boolean(),
      create_event: z.boolean(),
      create_course: z.boolean(),
      create_live_stream: z.boolean(),
      follow_user: z.boolean(),
      request_connection: z.boolean(),
      accept_connection: z.boolean(),
    })
    .meta({ id: 'UserPermission', description: 'What the caller may do. All but groups is not there.' }),
);

/** Everybody whose token allows it may create groups; the vendor's pages look here before they offer it. */
export function permissionOf(viewer: Viewer | null): Shaped<typeof permission> {
  return {
    create_contribute: false,
    create_poll: false,
    locate_post: false,
    create_post: false,
    create_group: viewer !== null && allows(viewer, 'room.create'),
    create_event: false,
    create_course: false,
    create_live_stream: false,
    follow_user: false,
    request_connection: false,
    accept_connection: false,
  };
}
