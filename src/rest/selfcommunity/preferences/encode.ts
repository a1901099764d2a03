import { z } from 'zod';
import { count, type Shaped, shape } from '../../encoder.ts';
import type { WireContext } from '../../wire.ts';
import { encodeWholeList, pageOf } from '../pagination.ts';
import { FEATURES, type Feature, type Preference, preferencesOf } from './preferences.ts';

const preference = shape(() =>
  z
    .object({
      id: count(),
      section: z.string(),
      name: z.string(),
      value: z.union([z.boolean(), z.string()]),
    })
    .meta({ id: 'Preference', description: 'Something that apps have to know before they show anything.' }),
);

const feature = shape(() => z.object({ id: count(), name: z.string(), enabled: z.boolean() }).meta({ id: 'Feature' }));

export const encodePreferences = encodeWholeList(
  pageOf('PreferencePage', preference),
  encodePreference,
  preferencesOf({}, { anonymousRead: true }),
);

export const encodeFeatures = encodeWholeList(pageOf('FeaturePage', feature), encodeFeature, FEATURES);

function encodePreference({ id, section, name, value }: Preference, { links }: WireContext): Shaped<typeof preference> {
  return { id, section, name, value: value(links) };
}

function encodeFeature({ id, name }: Feature): Shaped<typeof feature> {
  return { id, name, enabled: true };
}
