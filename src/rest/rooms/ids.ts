import { ok, type Result, refuse } from '../../domain/result.ts';
import type { WireRequest } from '../dialect.ts';

/** The number of a room in the path; a path without one leads nowhere. */
export function roomIdIn({ params }: WireRequest): Result<number> {
  const id = params['id'] ?? '';
  return /^\d{1,15}$/.test(id) ? ok(Number(id)) : refuse({ code: 'NOT_FOUND', kind: 'group' });
}

export function decodeRoom(request: WireRequest): Result<{ readonly groupId: number }> {
  const id = roomIdIn(request);
  return id.ok ? ok({ groupId: id.value }) : id;
}
