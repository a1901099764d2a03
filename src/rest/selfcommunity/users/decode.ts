import { ok } from '../../../domain/result.ts';
import { decoder } from '../../decoder.ts';
import { idIn, userParams } from '../ids.ts';

export const decodeUserId = decoder({ params: userParams }, (request) => idIn(request, 'user'));

export const decodeNothing = decoder({}, () => ok(null));
