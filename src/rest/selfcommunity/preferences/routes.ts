/**
 * What apps ask before they show anything: SelfCommunity's dynamic preferences and features. Both are known without the
 * store, and told to everybody, also where nobody reads anything else without a token.
 */

import type { Deps } from '../../../domain/deps.ts';
import { ok, type Result } from '../../../domain/result.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeFeatureFilter, decodePreferenceFilter, type FeatureFilter, type PreferenceFilter } from './decode.ts';
import { encodeFeatures, encodePreferences } from './encode.ts';
import { FEATURES, type Feature, type Preference, preferencesOf } from './preferences.ts';
import type { Taste } from './taste.ts';

/** The endpoints, telling what the operator has chosen where that is a matter of taste. */
export const preferenceRoutes = (taste: Taste): readonly Route[] => [
  route({
    method: 'GET',
    path: '/dynamic_preference/',
    name: 'listPreferences',
    summary: 'What apps have to know about this server; all of it without a `limit`',
    description: 'What the vendor has and Guildhall does not is off. `ordering` is passed over.',
    anonymous: true,
    decode: decodePreferenceFilter,
    run: listPreferences(taste),
    encode: encodePreferences,
    refuses: [],
  }),
  route({
    method: 'GET',
    path: '/feature/',
    name: 'listFeatures',
    summary: 'The features that are on; all of them without a `limit`',
    anonymous: true,
    decode: decodeFeatureFilter,
    run: listFeatures,
    encode: encodeFeatures,
    refuses: [],
  }),
];

function listPreferences(taste: Taste) {
  return async (
    deps: Deps,
    _viewer: Viewer | null,
    { section, keys, search }: PreferenceFilter,
  ): Promise<Result<readonly Preference[]>> => {
    const found = preferencesOf(taste, deps).filter(
      (preference) =>
        (section === null || preference.section === section) &&
        (keys === null || keys.has(`${preference.section}.${preference.name}`)) &&
        holds(preference.name, search),
    );
    return ok(found);
  };
}

async function listFeatures(
  _deps: Deps,
  _viewer: Viewer | null,
  { name, search }: FeatureFilter,
): Promise<Result<readonly Feature[]>> {
  return ok(FEATURES.filter((feature) => (name === null || feature.name === name) && holds(feature.name, search)));
}

function holds(name: string, search: string | null): boolean {
  return search === null || name.includes(search.toLowerCase());
}
