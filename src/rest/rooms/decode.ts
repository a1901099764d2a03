import { z } from 'zod';
import { lengthOf } from '../../domain/group-fields.ts';
import type { NewGroupInput } from '../../domain/new-group.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { GroupSelector } from '../../domain/store.ts';
import type { WireRequest } from '../dialect.ts';
import { fieldReader, refusing } from '../field-reader.ts';

/** The documented limit of this API; the domain allows more. */
const MAX_DESCRIPTION_LENGTH = 200;

const description = z.string().superRefine((text, context) => {
  if (lengthOf(text) <= MAX_DESCRIPTION_LENGTH) return;
  context.addIssue({ code: 'custom', ...refusing({ reason: 'max_length', limit: MAX_DESCRIPTION_LENGTH }) });
});

export function decodeCreate({ fields, idempotencyKey }: WireRequest): Result<NewGroupInput> {
  const { read, refuse: complain, unreadable } = fieldReader();
  if (fields['url'] === undefined || fields['url'] === null) complain('slug', { reason: 'required' });

  // This API knows no private group that strangers can find.
  const isPublic = read('privacy', fields['public'], z.boolean()) ?? false;
  return ok({
    name: read('name', fields['name'], z.string()),
    slug: read('slug', fields['url'], z.string()),
    description: read('description', fields['description'], description),
    privacy: isPublic ? 'PUBLIC' : 'PRIVATE',
    visible: isPublic,
    hideJoinButton: read('hideJoinButton', fields['hideFollowJoinButton'], z.boolean()),
    idempotencyKey,
    unreadable,
  });
}

export function decodeRoomId({ params }: WireRequest): Result<GroupSelector> {
  const id = params['id'] ?? '';
  if (!/^\d{1,15}$/.test(id)) return refuse({ code: 'NOT_FOUND', kind: 'group' });
  return ok({ by: 'id', ids: [Number(id)] });
}

export function decodeGroupUrl({ params }: WireRequest): Result<GroupSelector> {
  return ok({ by: 'slug', slug: (params['url'] ?? '').toLowerCase(), kind: 'GROUP' });
}
