import { changeUserSettings } from '../../../domain/operations/change-user-settings.ts';
import { getUserSettings } from '../../../domain/operations/get-user-settings.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeUserId } from '../users/decode.ts';
import { decodeSettings } from './decode.ts';
import { encodeSettings } from './encode.ts';

export const settingsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/user/:id/settings/',
    name: 'getUserSettings',
    summary: "The caller's settings",
    decode: decodeUserId,
    run: getUserSettings,
    encode: encodeSettings,
    refuses: ['FORBIDDEN', 'NOT_FOUND'],
  }),
  route({
    method: 'PATCH',
    path: '/user/:id/settings/',
    name: 'patchUserSettings',
    summary: "Change some of the caller's settings",
    example: { qa_frequency: 1, show_toast_notifications: 0 },
    decode: decodeSettings,
    run: changeUserSettings,
    encode: encodeSettings,
    refuses: ['INVALID', 'INSUFFICIENT_SCOPE', 'FORBIDDEN', 'NOT_FOUND'],
  }),
];
