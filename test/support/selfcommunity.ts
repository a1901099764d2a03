import { createRequire } from 'node:module';
import type { SCPaginatedResponse } from '@selfcommunity/api-services';
import type { SCGroupType } from '@selfcommunity/types';
import sharp from 'sharp';

export type GroupPage = SCPaginatedResponse<SCGroupType>;

// The vendor's package loads in Node as CommonJS alone.
const sdk: typeof import('@selfcommunity/api-services') = createRequire(import.meta.url)('@selfcommunity/api-services');
export const { http, formatHttpErrorCode, generateJWTToken, GroupService, UserService } = sdk;

type FormFields = Readonly<Record<string, string | File>>;

export function formOf(fields: FormFields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** What the vendor's own GroupForm sends: everything as text, and always the undocumented `products`. */
export function groupForm(fields: FormFields): FormData {
  return formOf({
    name: 'Unnamed',
    description: '',
    privacy: 'private',
    visible: 'false',
    products: '[]',
    'invite_users[0]': '2',
    'invite_users[1]': '3',
    ...fields,
  });
}

/** Fetches every image of a group: its format, width and height. */
export async function imagesOf(group: SCGroupType): Promise<unknown> {
  const names = ['image_small', 'image_medium', 'image_big', 'image_bigger', 'emotional_image'] as const;
  const entries = names.map(async (name) => {
    const response = await fetch(group[name]);
    const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
    return [name, [format, width, height]];
  });
  return Object.fromEntries(await Promise.all(entries));
}
