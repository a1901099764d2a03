import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeFeatures, encodePreferences } from '../../../../src/rest/selfcommunity/preferences/encode.ts';
import { FEATURES, preferencesOf } from '../../../../src/rest/selfcommunity/preferences/preferences.ts';
import type { Taste } from '../../../../src/rest/selfcommunity/preferences/taste.ts';
import { wireContext } from '../../../support/wire.ts';

const page = z.object({
  count: z.number(),
  next: z.string().nullable(),
  previous: z.string().nullable(),
  results: z.array(
    z.object({
      id: z.number(),
      section: z.string(),
      name: z.string(),
      value: z.union([z.boolean(), z.string()]),
    }),
  ),
});

function told(taste: Taste = {}, anonymousRead = true, query = '') {
  const context = wireContext({ path: '/api/v2/dynamic_preference/', query: new URLSearchParams(query) });
  return page.parse(encodePreferences(preferencesOf(taste, { anonymousRead }), context).body);
}

function values(...given: Parameters<typeof told>) {
  return Object.fromEntries(told(...given).results.map(({ section, name, value }) => [`${section}.${name}`, value]));
}

describe('the preferences', () => {
  it('are what the vendor’s components need, and say what this server does', () => {
    expect(values()).toMatchObject({
      'configurations.groups_enabled': true,
      'configurations.groups_private_enabled': true,
      'configurations.groups_visibility_enabled': true,
      'configurations.groups_only_staff_enabled': false,
      'configurations.content_availability': true,
      'configurations.post_only_staff_enabled': true,
      'configurations.explore_stream_enabled': false,
      'configurations.follow_enabled': false,
      'configurations.connection_enabled': false,
      'addons.private_messages_enabled': false,
      'images.user_default_cover': 'https://club.example/media/default-cover.webp',
      'logo.navbar_logo': 'https://club.example/favicon.svg',
      'text.application_name': 'Guildhall',
      'text.application_copyright': '© $year',
      'configurations.url_template_post': '/post/{id}/',
      'configurations.url_template_discussion': '/discussion/{id}/',
      'configurations.url_template_status': '/status/{id}/',
      'configurations.url_template_comment': '/{contribution_type}/{contribution_id}/comment/{id}/',
      'configurations.url_template_category': '/category/{id}/{slug}/',
      'configurations.url_template_categories_list': '/categories/',
      'configurations.url_template_profile': '/user/{id}/',
      'configurations.url_template_profile_settings': '/user/{id}/edit/',
      'configurations.url_template_notifications': '/notification/',
      'configurations.url_template_private_message': '/messages/{id}/',
      'configurations.url_template_incubator': '/incubator/{id}/',
      'configurations.url_template_live_stream': '/live/{slug}/',
    });
  });

  it('have nothing on but groups, posts by staff alone, and what the setting says of readers without a token', () => {
    const on = (anonymousRead: boolean) =>
      Object.entries(values({}, anonymousRead)).flatMap(([name, value]) => (value === true ? [name] : []));
    const always = ['groups_enabled', 'groups_private_enabled', 'groups_visibility_enabled', 'post_only_staff_enabled'];

    expect(on(false)).toEqual(always.map((name) => `configurations.${name}`));
    expect(on(true)).toEqual([...always, 'content_availability'].map((name) => `configurations.${name}`));
  });

  it('have the values that the operator chose, and no colours but those', () => {
    const colors = (taste: Taste) => Object.keys(values(taste)).filter((name) => name.startsWith('colors.'));

    expect(colors({})).toEqual([]);
    expect(colors({ colorprimary: '#36c' })).toEqual(['colors.colorprimary']);
    expect(
      values({ colorprimary: '#36c', navbar_logo: 'https://a.example/logo.png', url_template_post: '/p/{id}' }),
    ).toMatchObject({
      'colors.colorprimary': '#36c',
      'logo.navbar_logo': 'https://a.example/logo.png',
      'logo.navbar_logo_mobile': 'https://club.example/favicon.svg',
      'configurations.url_template_post': '/p/{id}',
    });
  });

  it('have numbers that no choice changes', () => {
    const numbers = (taste: Taste) => new Map(told(taste).results.map(({ id, name }) => [name, id]));
    const usual = numbers({});
    const chosen = numbers({ colorback: '#fff', app_url: 'https://app.example' });

    expect(new Set(usual.values()).size).toBe(usual.size);
    expect([...usual].filter(([name, id]) => chosen.get(name) !== id)).toEqual([]);
  });

  it('come on one page, or in parts', () => {
    const all = told();
    expect([all.next, all.previous, all.results.length]).toEqual([null, null, all.count]);

    const part = told({}, true, 'limit=2&offset=3');

    expect(part.results).toEqual(all.results.slice(3, 5));
    expect([part.count, part.next, part.previous]).toEqual([
      all.count,
      'https://club.example/api/v2/dynamic_preference/?limit=2&offset=5',
      'https://club.example/api/v2/dynamic_preference/?limit=2&offset=1',
    ]);
    expect(told({}, true, 'offset=1000')).toMatchObject({ count: all.count, next: null, results: [] });
  });
});

it('the features are those without which groups are not shown', () => {
  expect(encodeFeatures(FEATURES, wireContext())).toEqual({
    status: 200,
    body: {
      count: 2,
      next: null,
      previous: null,
      results: [
        { id: 1, name: 'tagging', enabled: true },
        { id: 2, name: 'grouping', enabled: true },
      ],
    },
  });
});
