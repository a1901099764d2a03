import { z } from 'zod';
import type { MemberRole, SubscriptionStatus } from '../../../domain/membership.ts';
import type { ListMembersInput } from '../../../domain/operations/list-members.ts';
import type { UserRefsInput } from '../../../domain/operations/user-refs.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { WireRequest } from '../../dialect.ts';
import { fieldReader } from '../../field-reader.ts';
import { roomIdIn } from '../ids.ts';
import { LONG_PAGES, readSlice } from '../pages.ts';

export function decodeMembers(status: SubscriptionStatus) {
  return (request: WireRequest): Result<ListMembersInput> => {
    const groupId = roomIdIn(request);
    if (!groupId.ok) return groupId;
    const reader = fieldReader();
    const slice = readSlice(request, LONG_PAGES, reader);
    if (reader.unreadable.length > 0) return refuse({ code: 'INVALID', fields: reader.unreadable });
    return ok({ groupId: groupId.value, status, slice });
  };
}

/** The user in the path. */
export function decodeMember(request: WireRequest): Result<UserRefsInput> {
  const groupId = roomIdIn(request);
  return groupId.ok ? ok({ groupId: groupId.value, userRefs: [request.params['userId'] ?? ''] }) : groupId;
}

export interface AdminAccessInput {
  readonly groupId: number;
  readonly userRef: string | null;
  readonly role: MemberRole;
}

export function decodeAdminAccess({ fields }: WireRequest): Result<AdminAccessInput> {
  const { read, refuse: complain, unreadable } = fieldReader();
  if ((fields['userId'] ?? null) === null) complain('userId', { reason: 'required' });
  if ((fields['admin'] ?? null) === null) complain('role', { reason: 'required' });
  const userRef = read('userId', fields['userId'], z.string());
  const admin = read('role', fields['admin'], z.boolean());
  if (unreadable.length > 0) return refuse({ code: 'INVALID', fields: unreadable });

  const id = z.number().int().nonnegative().safeParse(fields['roomId']);
  return ok({ groupId: id.success ? id.data : 0, userRef, role: admin ? 'ADMIN' : 'MEMBER' });
}
