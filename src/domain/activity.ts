import type { GroupChange } from './group-writes.ts';

/** Whether a change counts as activity of the group: someone joined, a field changed, or it was handed over. */
export function isActivity({ fields = {}, managedById }: GroupChange, newMembers: number): boolean {
  return newMembers > 0 || managedById !== undefined || Object.keys(fields).length > 0;
}
