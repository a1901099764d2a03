import { BO_WITH_PROFILE } from '../../samples.ts';
import { encodePage, pageOf } from '../pagination.ts';
import { encodeUser, user } from '../users/encode.ts';

export const encodeUserPage = encodePage(pageOf('UserPage', user), encodeUser, [BO_WITH_PROFILE]);
