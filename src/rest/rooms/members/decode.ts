import { z } from 'zod';
import type { MemberRole, SubscriptionStatus } from '../../../domain/membership.ts';
import type { ListMembersInput } from '../../../domain/operations/list-members.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { UserRefsInput } from '../../../domain/steps/with-user-refs.ts';
import { decoder, needed } from '../../decoder.ts';
import { fieldReader } from '../../field-reader.ts';
import { readRoomId, roomId, roomIdIn, roomParams } from '../ids.ts';
import { MEMBER_PAGES, pageQuery, readSlice } from '../pagination.ts';

const membersQuery = pageQuery(MEMBER_PAGES);

export const decodeMembers = (status: SubscriptionStatus) =>
  decoder({ params: roomParams, query: membersQuery }, (request): Result<ListMembersInput> => {
    const groupId = roomIdIn(request);
    if (!groupId.ok) return groupId;
    const reader = fieldReader(membersQuery, (name) => request.query.get(name));
    const slice = readSlice(MEMBER_PAGES, reader);
    if (reader.unreadable.length > 0) return refuse({ code: 'INVALID', fields: reader.unreadable });
    return ok({ groupId: groupId.value, status, slice });
  });

const userId = needed(z.string(), {
  description: 'An OpenID subject, or the number of a community user.',
  example: '9',
});

/** The user in the path. */
export const decodeMember = decoder({ params: { ...roomParams, userId } }, (request): Result<UserRefsInput> => {
  const groupId = roomIdIn(request);
  return groupId.ok ? ok({ groupId: groupId.value, userRefs: [request.params['userId'] ?? ''] }) : groupId;
});

export interface AdminAccessInput {
  readonly groupId: number;
  readonly userRef: string | null;
  readonly role: MemberRole;
}

const adminAccess = { roomId: needed(roomId), userId, admin: needed(z.boolean()) };

export const decodeAdminAccess = decoder({ body: adminAccess }, ({ fields }): Result<AdminAccessInput> => {
  const { read, refuse: complain, unreadable } = fieldReader(adminAccess, (name) => fields[name]);
  if ((fields['userId'] ?? null) === null) complain('userId', { reason: 'required' });
  if ((fields['admin'] ?? null) === null) complain('role', { reason: 'required' });
  const userRef = read('userId', 'userId');
  const admin = read('role', 'admin');
  if (unreadable.length > 0) return refuse({ code: 'INVALID', fields: unreadable });

  return ok({ groupId: readRoomId(fields['roomId']), userRef, role: admin ? 'ADMIN' : 'MEMBER' });
});
