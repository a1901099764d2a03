import { z } from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { decoder, documentedAs, needed } from '../decoder.ts';

const id = documentedAs(
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  { type: 'integer', minimum: 0, maximum: 10 ** 15 - 1 },
);

export const roomParams = { id: needed(id, { description: 'The number of the group or page.', example: 3 }) };

/** The parameter that names a room in paths, by its kind. */
export const urls = {
  GROUP: needed(z.string(), { description: 'The url of the group.', example: 'readers' }),
  PAGE: needed(z.string(), { description: 'The subdomain of the page.', example: 'reading-room' }),
};

type WithRoom = { readonly params: { readonly id?: string } };

/** Reads the number of a room in the path; a path without one finds nothing. */
export function roomIdIn({ params }: WithRoom): Result<number> {
  const read = id.safeParse(params.id);
  return read.success ? ok(read.data) : refuse({ code: 'NOT_FOUND', kind: 'group' });
}

export const decodeRoom = decoder({ params: roomParams }, (request): Result<{ readonly groupId: number }> => {
  const id = roomIdIn(request);
  return id.ok ? ok({ groupId: id.value }) : id;
});

/** The number of a room in a body. */
export const roomId = z.int().nonnegative();

/** Reads the number of a room in a body; 0, which no room has, for anything else. */
export function readRoomId(given: unknown): number {
  return roomId.safeParse(given).data ?? 0;
}
