import type { Deps } from '../deps.ts';
import { ok, type Result } from '../result.ts';
import { ownSettings } from '../steps/own-settings.ts';
import { settingsFrom, type UserSettings } from '../user-settings.ts';
import type { Viewer } from '../viewer.ts';

/** The settings of the viewer, whom `userId` has to name. */
export async function getUserSettings(
  { store }: Deps,
  viewer: Viewer | null,
  userId: number,
): Promise<Result<UserSettings>> {
  const own = ownSettings(viewer, userId);
  return own.ok ? ok(settingsFrom(await store.findUserSettings(userId))) : own;
}
