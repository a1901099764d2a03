import { z } from 'zod';
import type { InputField } from '../../../domain/errors.ts';
import type { GroupKind } from '../../../domain/group.ts';
import { lengthOf } from '../../../domain/group-fields.ts';
import type { NewGroupInput } from '../../../domain/new-group.ts';
import type { NewPageInput } from '../../../domain/operations/create-page.ts';
import type { UpdateGroupInput } from '../../../domain/operations/update-group.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { GroupSelector } from '../../../domain/store.ts';
import type { WireRequest } from '../../dialect.ts';
import { fieldReader, image, refusing } from '../../field-reader.ts';
import { roomIdIn } from '../ids.ts';

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

/** A page is there to be found: unlike a group, it is public unless it says otherwise. */
export function decodeCreatePage(request: WireRequest): Result<NewPageInput> {
  const group = decodeCreate(request);
  if (!group.ok) return group;
  const { fields } = request;
  const { read, unreadable } = fieldReader();
  const isPublic = fields['public'] !== false;
  const organization = {
    jobTitle: read('jobTitle', fields['jobTitle'], z.string()),
    contactNumber: read('contactNumber', fields['contactNumber'], z.string()),
    organizationName: read('organizationName', fields['organizationName'], z.string()),
    organizationWebsite: read('organizationWebsite', fields['organizationWebsite'], z.string()),
    purpose: read('purpose', fields['purpose'], z.string()),
    additionalDetails: read('additionalDetails', fields['additionalDetails'], z.string()),
  };
  return ok({
    ...group.value,
    privacy: isPublic ? 'PUBLIC' : 'PRIVATE',
    visible: isPublic,
    country: read('country', fields['country'], z.string()),
    organization,
    unreadable: [...(group.value.unreadable ?? []), ...unreadable],
  });
}

/** `public` and the like are null to stay as they are; only of `country` does null mean none. */
export function decodeUpdate(kind: GroupKind) {
  return ({ fields }: WireRequest): Result<UpdateGroupInput> => {
    const { read, unreadable } = fieldReader();
    const change = <Value>(field: InputField, name: string, schema: z.ZodType<Value>) =>
      read(field, fields[name], schema) ?? undefined;
    const isPublic = change('privacy', 'public', z.boolean());
    const removesAvatar = change('image', 'removeAvatar', z.boolean()) === true;
    const id = z.number().int().nonnegative().safeParse(fields['id']);
    return ok({
      // A room without a number is one that nobody has.
      groupId: id.success ? id.data : 0,
      kind,
      name: change('name', 'name', z.string()),
      slug: change('slug', 'url', z.string()),
      description: change('description', 'description', description),
      country: fields['country'] === null ? null : change('country', 'country', z.string()),
      hideJoinButton: change('hideJoinButton', 'hideFollowJoinButton', z.boolean()),
      ...(kind === 'PAGE' && { organizationWebsite: change('organizationWebsite', 'organizationWebsite', z.string()) }),
      image: removesAvatar ? null : change('image', 'avatar', image),
      ...(isPublic !== undefined && { privacy: isPublic ? 'PUBLIC' : 'PRIVATE', visible: isPublic }),
      unreadable,
    });
  };
}

export function decodeRoomId(request: WireRequest): Result<GroupSelector> {
  const id = roomIdIn(request);
  return id.ok ? ok({ by: 'id', ids: [id.value] }) : id;
}

export function decodeUrl(kind: GroupKind) {
  return ({ params }: WireRequest): Result<GroupSelector> =>
    ok({ by: 'slug', slug: (params['url'] ?? '').toLowerCase(), kind });
}
