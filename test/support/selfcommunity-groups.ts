import type { SCPaginatedResponse } from '@selfcommunity/api-services';
import type { SCGroupType, SCUserType } from '@selfcommunity/types';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { picture } from './pictures.ts';
import { formatHttpErrorCode, GroupService as VendorsGroupService } from './selfcommunity.ts';

export type UserPage = SCPaginatedResponse<SCUserType>;
export type GroupPage = SCPaginatedResponse<SCGroupType>;
type Id = number | string;

/** The vendor's whole group service, typed as loosely as JavaScript callers use it: parameters are plain objects. */
export interface GroupService {
  getUserGroups(params?: object, config?: object): Promise<GroupPage>;
  getUserSubscribedGroups(id: Id, params?: object, config?: object): Promise<GroupPage>;
  searchGroups(params?: object, config?: object): Promise<GroupPage>;
  getSpecificGroupInfo(id: Id, config?: object): Promise<SCGroupType>;
  getGroupFeed(id: Id, params?: object, config?: object): Promise<unknown>;
  createGroup(data: object, config?: object): Promise<SCGroupType>;
  updateGroup(id: Id, data: object, config?: object): Promise<SCGroupType>;
  patchGroup(id: Id, data: object, config?: object): Promise<SCGroupType>;
  deleteGroup(id: Id, config?: object): Promise<unknown>;
  changeGroupAvatarOrCover(id: Id, data: FormData, config?: object): Promise<SCGroupType>;
  getGroupMembers(id: Id, params?: object, config?: object): Promise<UserPage>;
  getGroupSuggestedUsers(id: Id, search: string, config?: object): Promise<UserPage>;
  getGroupsSuggestedUsers(search: string, config?: object): Promise<UserPage>;
  removeUserFromGroup(id: Id, user: Id, config?: object): Promise<unknown>;
  getGroupInvitedUsers(id: Id, params?: object, config?: object): Promise<UserPage>;
  subscribeToGroup(id: Id, config?: object): Promise<unknown>;
  unsubscribeFromGroup(id: Id, config?: object): Promise<unknown>;
  inviteOrAcceptGroupRequest(id: Id, data: object, config?: object): Promise<unknown>;
  getGroupSubscriptionStatus(id: Id, config?: object): Promise<unknown>;
  getGroupWaitingApprovalSubscribers(id: Id, params?: object, config?: object): Promise<UserPage>;
}

export const groups: GroupService = VendorsGroupService;

// The client tells of every refusal on the console.
vi.spyOn(console, 'warn').mockImplementation(() => undefined);
const consoleLog = vi.spyOn(console, 'log').mockImplementation(() => undefined);

const failure = z.object({ response: z.object({ status: z.number() }) });

/** The status of a refused call, and what the vendor's own reader makes of the body. */
export async function refusalOf(call: Promise<unknown>): Promise<{ readonly status: number; readonly codes: unknown }> {
  const error = await call.then(
    () => expect.unreachable('the call was not refused'),
    (cause: unknown) => cause,
  );
  return readRefusal(error);
}

export function readRefusal(error: unknown): { readonly status: number; readonly codes: unknown } {
  consoleLog.mockClear();
  const codes: unknown = formatHttpErrorCode(error);
  // The reader logs the whole request when the body is not in the vendor's form.
  expect(consoleLog).not.toHaveBeenCalled();
  return { status: failure.parse(error).response.status, codes };
}

export async function pictureFile(size = { width: 90, height: 80 }): Promise<File> {
  return new File([Uint8Array.from(await picture('png', size))], 'a.png', { type: 'image/png' });
}
