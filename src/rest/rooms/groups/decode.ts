/**
 * Reads groups and pages as Quran Foundation's API defines them. Its words end here: what leaves are inputs of the
 * domain, with all that could not be read.
 */

import { z } from 'zod';
import type { InputField } from '../../../domain/errors.ts';
import type { GroupKind } from '../../../domain/group.ts';
import {
  MAX_DESCRIPTION_LENGTH as MAX_GROUP_DESCRIPTION_LENGTH,
  MAX_NAME_LENGTH,
} from '../../../domain/group-fields.ts';
import type { NewGroupInput } from '../../../domain/new-group.ts';
import type { NewPageInput } from '../../../domain/operations/create-page.ts';
import type { UpdateGroupInput } from '../../../domain/operations/update-group.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { MAX_SLUG_LENGTH } from '../../../domain/slug.ts';
import type { GroupSelector } from '../../../domain/store.ts';
import { type DeclaredRequest, decoder, needed, optional } from '../../decoder.ts';
import { fieldReader, image } from '../../field-reader.ts';
import { readRoomId, roomId, roomIdIn, roomParams, urls } from '../ids.ts';

/** The documented limit of this API; the domain allows more. */
const MAX_DESCRIPTION_LENGTH = 200;

const text = z.string();
const flag = z.boolean();

const name = { maxLength: MAX_NAME_LENGTH, description: 'Several groups and pages can have the same name.' };
const url = {
  maxLength: MAX_SLUG_LENGTH,
  description:
    'Unique over groups and pages, ignoring case; of A-Z, a-z, 0-9, "-", "_" and ".", with a letter or digit; of a page, a label of a domain.',
};
const description = optional(text, { maxLength: MAX_DESCRIPTION_LENGTH });
const hideFollowJoinButton = optional(flag);

const newGroup = {
  name: needed(text, name),
  url: needed(text, url),
  description,
  public: optional(flag, 'Only members can find what is not public. A group is not public by default; a page is.'),
  hideFollowJoinButton,
};

const newPage = {
  ...newGroup,
  country: optional(text, 'ISO 3166-1 alpha-2.'),
  jobTitle: needed(text),
  contactNumber: needed(text),
  organizationName: needed(text),
  organizationWebsite: optional(text),
  purpose: needed(text),
  additionalDetails: optional(text),
};

const groupChanges = {
  id: needed(roomId, 'The number of the group or page.'),
  name: optional(text, name),
  url: optional(text, url),
  description: optional(text, {
    maxLength: MAX_GROUP_DESCRIPTION_LENGTH,
    description: `At most ${MAX_DESCRIPTION_LENGTH} characters, or what it is already.`,
  }),
  public: optional(
    flag,
    'Only members can find a group that is no longer public; one that was not public stays as it is.',
  ),
  country: optional(text, 'ISO 3166-1 alpha-2; null for none.'),
  hideFollowJoinButton,
  avatar: optional(image, 'A picture as `data:image/...;base64,` text.'),
  removeAvatar: optional(flag),
};
const pageChanges = { ...groupChanges, organizationWebsite: optional(text) };

type CreateRequest = DeclaredRequest<{ body: typeof newGroup; idempotencyKey: true }>;

export const decodeCreate = decoder({ body: newGroup, idempotencyKey: true }, readGroup);

function readGroup({ fields, idempotencyKey }: CreateRequest): Result<NewGroupInput> {
  const { read, refuse: complain, unreadable } = fieldReader(newGroup, (name) => fields[name]);
  if (fields['url'] === undefined || fields['url'] === null) complain('slug', { reason: 'required' });

  // In this API, strangers can find no private group.
  const isPublic = read('privacy', 'public') ?? false;
  return ok({
    name: read('name', 'name'),
    claimsName: false,
    slug: read('slug', 'url'),
    description: read('description', 'description'),
    maxDescription: MAX_DESCRIPTION_LENGTH,
    privacy: isPublic ? 'PUBLIC' : 'PRIVATE',
    visible: isPublic,
    hideJoinButton: read('hideJoinButton', 'hideFollowJoinButton'),
    idempotencyKey,
    unreadable,
  });
}

/** Reads a new page, which unlike a group is public unless it says otherwise. */
export const decodeCreatePage = decoder({ body: newPage, idempotencyKey: true }, (request): Result<NewPageInput> => {
  const group = readGroup(request);
  if (!group.ok) return group;
  const { fields } = request;
  const { read, unreadable } = fieldReader(newPage, (name) => fields[name]);
  const isPublic = fields['public'] !== false;
  const organization = {
    jobTitle: read('jobTitle', 'jobTitle'),
    contactNumber: read('contactNumber', 'contactNumber'),
    organizationName: read('organizationName', 'organizationName'),
    organizationWebsite: read('organizationWebsite', 'organizationWebsite'),
    purpose: read('purpose', 'purpose'),
    additionalDetails: read('additionalDetails', 'additionalDetails'),
  };
  return ok({
    ...group.value,
    privacy: isPublic ? 'PUBLIC' : 'PRIVATE',
    visible: isPublic,
    country: read('country', 'country'),
    organization,
    unreadable: [...(group.value.unreadable ?? []), ...unreadable],
  });
});

export const decodeUpdateGroup = decoder({ body: groupChanges }, (request) => readChanges('GROUP', request));

export const decodeUpdatePage = decoder({ body: pageChanges }, (request): Result<UpdateGroupInput> => {
  const { fields } = request;
  const changes = readChanges('PAGE', request);
  if (!changes.ok) return changes;
  const { read, unreadable } = fieldReader(pageChanges, (name) => fields[name]);
  const organizationWebsite = read('organizationWebsite', 'organizationWebsite') ?? undefined;
  return ok({
    ...changes.value,
    organizationWebsite,
    unreadable: [...(changes.value.unreadable ?? []), ...unreadable],
  });
});

/** Reads changes. Null leaves a value as it is; only for `country` it means none. */
function readChanges(
  kind: GroupKind,
  { fields }: DeclaredRequest<{ body: typeof groupChanges }>,
): Result<UpdateGroupInput> {
  const { read, unreadable } = fieldReader(groupChanges, (name) => fields[name]);
  const change = <Name extends keyof typeof groupChanges>(field: InputField, name: Name) =>
    read(field, name) ?? undefined;
  const isPublic = change('privacy', 'public');
  const removesAvatar = change('image', 'removeAvatar') === true;
  return ok({
    groupId: readRoomId(fields['id']),
    kind,
    name: change('name', 'name'),
    claimsName: false,
    slug: change('slug', 'url'),
    description: change('description', 'description'),
    maxDescription: MAX_DESCRIPTION_LENGTH,
    country: fields['country'] === null ? null : change('country', 'country'),
    hideJoinButton: change('hideJoinButton', 'hideFollowJoinButton'),
    image: removesAvatar ? null : change('image', 'avatar'),
    ...(isPublic !== undefined && { privacy: isPublic ? 'PUBLIC' : 'PRIVATE' }),
    // This API says "not public", and has no word for whether strangers can find a private group.
    visibleOncePrivate: false,
    unreadable,
  });
}

export const decodeRoomId = decoder({ params: roomParams }, (request): Result<GroupSelector> => {
  const id = roomIdIn(request);
  return id.ok ? ok({ by: 'id', ids: [id.value] }) : id;
});

export const decodeUrl = (kind: GroupKind) =>
  decoder({ params: { url: urls[kind] } }, ({ params }): Result<GroupSelector> => {
    return ok({ by: 'slug', slug: params['url'] ?? '', kind });
  });
