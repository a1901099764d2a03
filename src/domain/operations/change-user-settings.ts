import type { Deps } from '../deps.ts';
import type { InvalidField } from '../errors.ts';
import { ok, type Result, refuse } from '../result.ts';
import { ownSettings } from '../steps/own-settings.ts';
import { type ChosenSettings, settingsFrom, type UserSettings } from '../user-settings.ts';
import { allows, type Viewer } from '../viewer.ts';

export interface ChangeUserSettingsInput {
  readonly userId: number;
  readonly change: ChosenSettings;
  /** Fields that the door could not read. */
  readonly unreadable: readonly InvalidField[];
}

/** Changes settings of the viewer, whom `userId` has to name, and tells all of them. */
export async function changeUserSettings(
  { store }: Deps,
  viewer: Viewer | null,
  { userId, change, unreadable }: ChangeUserSettingsInput,
): Promise<Result<UserSettings>> {
  const own = ownSettings(viewer, userId);
  if (!own.ok) return own;
  const scope = 'user.settings.update';
  if (!allows(own.value, scope)) return refuse({ code: 'INSUFFICIENT_SCOPE', scope });
  if (unreadable.length > 0) return refuse({ code: 'INVALID', fields: unreadable });

  const chosen = choosesNothing(change)
    ? ok(await store.findUserSettings(userId))
    : await store.changeUserSettings(userId, change);
  return chosen.ok ? ok(settingsFrom(chosen.value)) : chosen;
}

function choosesNothing(change: ChosenSettings): boolean {
  return Object.values(change).every((chosen) => chosen === null);
}
