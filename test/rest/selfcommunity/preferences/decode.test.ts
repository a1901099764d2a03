import { expect, it } from 'vitest';
import { decodeFeatureFilter, decodePreferenceFilter } from '../../../../src/rest/selfcommunity/preferences/decode.ts';
import { wireRequest } from '../../../support/wire.ts';

const asked = (query: string) => wireRequest({ query: new URLSearchParams(query) });
const ALL = { section: null, keys: null, search: null };

it.each([
  ['', ALL],
  ['search=&section=&keys=', ALL],
  ['limit=2&ordering=-name&search=undefined', ALL],
  ['search=Groups_', { ...ALL, search: 'Groups_' }],
  ['section=text', { ...ALL, section: 'text' }],
  ['keys=text.a,%20logo.b,', { ...ALL, keys: new Set(['text.a', 'logo.b', '']) }],
])('reads which preferences are asked for by %j', (query, value) => {
  expect(decodePreferenceFilter(asked(query))).toEqual({ ok: true, value });
});

it.each([
  ['', { name: null, search: null }],
  ['name=tagging&search=tag', { name: 'tagging', search: 'tag' }],
])('reads which features are asked for by %j', (query, value) => {
  expect(decodeFeatureFilter(asked(query))).toEqual({ ok: true, value });
});
