import { describe, expect, it } from 'vitest';
import { checkOrganization, checkWebsite, type OrganizationInput } from '../../src/domain/organization.ts';
import type { Organization } from '../../src/domain/page-request.ts';

const complete: Organization = {
  jobTitle: 'Editor',
  contactNumber: '+1 555',
  organizationName: 'Institute',
  organizationWebsite: 'https://a.example',
  purpose: 'Teaching',
  additionalDetails: 'More',
};
const FIELDS = [
  'jobTitle',
  'contactNumber',
  'organizationName',
  'organizationWebsite',
  'purpose',
  'additionalDetails',
] as const;
const OPTIONAL: readonly string[] = ['organizationWebsite', 'additionalDetails'];
const REQUIRED = FIELDS.filter((field) => !OPTIONAL.includes(field));
const limitOf = (field: keyof Organization) => (field === 'purpose' || field === 'additionalDetails' ? 2000 : 255);

const check = (changes: OrganizationInput) => checkOrganization({ ...complete, ...changes });
const all = (text: string | null) => Object.fromEntries(FIELDS.map((field) => [field, text]));

describe('an organisation', () => {
  it('is what was said', () => {
    expect(check({})).toEqual({ checked: complete, invalid: [] });
  });

  it.each([undefined, null, '', '   '])('may leave out its website and its details: %j', (value) => {
    const { checked, invalid } = check({ organizationWebsite: value, additionalDetails: value });

    expect(invalid).toEqual([]);
    expect([checked.organizationWebsite, checked.additionalDetails || null]).toEqual([null, null]);
  });

  it('is kept trimmed, in its normal form, with its lines', () => {
    const site = { organizationWebsite: ' https://a.example/cafe\u0301 ' };
    const { checked, invalid } = checkOrganization({ ...all(' Cafe\u0301\r\n\tand more 😀 '), ...site });

    const kept = { ...all('Caf\u00e9\r\n\tand more 😀'), organizationWebsite: 'https://a.example/caf\u00e9' };
    expect([checked, invalid]).toEqual([kept, []]);
  });

  it.each([undefined, null])('misses everything that it does not say, at once: %j', (value) => {
    const given = value === null ? all(null) : {};

    const { checked, invalid } = checkOrganization(given);

    expect(invalid).toEqual(REQUIRED.map((field) => ({ field, reason: 'required' })));
    expect(checked).toEqual({ ...all(''), organizationWebsite: null, additionalDetails: null });
  });

  it.each(['', ' \t\n', '\u00a0\u3000'])('says nothing by %j', (blank) => {
    expect(check(Object.fromEntries(REQUIRED.map((field) => [field, blank]))).invalid).toEqual(
      REQUIRED.map((field) => ({ field, reason: 'blank' })),
    );
  });

  it.each(FIELDS)('says %s at length, up to a limit counted in characters', (field) => {
    const limit = limitOf(field);
    const beginning = field === 'organizationWebsite' ? 'https://a.example/' : '';
    const longest = beginning + '😀'.repeat(limit - beginning.length);

    expect(check({ [field]: ` ${longest} ` })).toEqual({ checked: { ...complete, [field]: longest }, invalid: [] });
    expect(check({ [field]: 'x'.repeat(limit + 1) }).invalid).toEqual([{ field, reason: 'max_length', limit }]);
  });

  it.each(['a\u0000b', 'a\u001bb', 'a\u007fb', 'a\u0085b', 'a\ud800b'])(
    'has no control characters in it: %j',
    (text) => {
      expect(checkOrganization(all(text)).invalid).toEqual(
        FIELDS.map((field) => ({ field, reason: 'invalid', cause: 'control_character' })),
      );
    },
  );

  it('is told everything that is wrong at once, and has harmless values in its place', () => {
    const { checked, invalid } = check({
      jobTitle: undefined,
      contactNumber: ' ',
      organizationName: 'a\u0000b',
      organizationWebsite: 'x'.repeat(256),
      additionalDetails: 'y'.repeat(2001),
    });

    expect(invalid.map(({ field, reason }) => [field, reason])).toEqual([
      ['jobTitle', 'required'],
      ['contactNumber', 'blank'],
      ['organizationName', 'invalid'],
      ['organizationWebsite', 'max_length'],
      ['additionalDetails', 'max_length'],
    ]);
    expect(checked).toEqual({ ...all(''), organizationWebsite: null, additionalDetails: null, purpose: 'Teaching' });
  });
});

describe('a website by itself', () => {
  it.each([
    [undefined, { website: undefined, invalid: [] }],
    [null, { website: null, invalid: [] }],
    ['', { website: null, invalid: [] }],
    ['  https://example.org ', { website: 'https://example.org', invalid: [] }],
    ['x'.repeat(256), { website: null, invalid: [{ field: 'organizationWebsite', reason: 'max_length', limit: 255 }] }],
  ])('%j is kept as it is checked', (given, kept) => {
    expect(checkWebsite(given)).toEqual(kept);
  });

  it.each(['http://a.example', 'HTTPS://A.example/b?c=d#e', 'https://bücher.example', 'https://a.example:8443/a b'])(
    'can be %s',
    (given) => {
      expect(checkWebsite(given)).toEqual({ website: given, invalid: [] });
    },
  );

  it.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,a',
    'vbscript:a',
    'file:///etc/passwd',
    'ftp://a.example',
    'mailto:a@a.example',
    'blob:https://a.example/a',
    '//a.example',
    'a.example',
    '/a',
    'http:',
    'http://',
    'https://?a',
    'https:a.example',
    'https:\\\\a.example',
    'https://a b.example',
    'java\nscript:alert(1)',
    'https://a.example/\nb',
    'https://[a]',
  ])('cannot be %j', (given) => {
    const invalid = [{ field: 'organizationWebsite', reason: 'invalid', cause: 'format' }];

    expect(checkWebsite(given)).toEqual({ website: null, invalid });
    expect(check({ organizationWebsite: given }).invalid).toEqual(invalid);
  });
});
