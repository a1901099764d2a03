import { ok, type Result } from '../../../domain/result.ts';
import type { WireRequest } from '../../dialect.ts';
import { idIn } from '../ids.ts';

export function decodeUserId(request: WireRequest): Result<number> {
  return idIn(request, 'user');
}

export function decodeNothing(): Result<null> {
  return ok(null);
}
