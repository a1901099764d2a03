import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  areSameProfiles,
  checkBio,
  checkLocation,
  checkTagDescription,
  checkTagName,
  checkWebsite,
  EMPTY_PROFILE,
} from '../../src/domain/profile.ts';

const HUGE = 10 * 1024 * 1024;
const NOT_SHOWABLE = { ok: false, refusal: { reason: 'invalid', cause: 'control_character' } };
const NO_ADDRESS = { ok: false, refusal: { reason: 'invalid', cause: 'format' } };
const longerThan = (limit: number) => ({ ok: false, refusal: { reason: 'max_length', limit } });

/** Texts of which no line may have any, whatever field they are in. */
const UNSHOWABLE = [
  'a\u0000b',
  'a\u001b[2Jb',
  'a\u007f',
  'a\u0085b',
  'a\u2028b',
  'a\ud800',
  '\udfffa',
  'a\ue000',
  'a\u202eb',
];

describe.each([
  ['bio', checkBio, 1_000],
  ['location', checkLocation, 100],
  ['description of a tag', checkTagDescription, 500],
])('a %s', (_field, check, max) => {
  it('is trimmed, and composed', () => {
    expect(check('  Cafe\u0301 😀 ')).toEqual({ ok: true, value: 'Café 😀' });
  });

  it.each(['', '   ', '\u200b', '\u3164\u2800', '\u0000', '\ud800'])(
    'is empty where nothing of it can be seen: %j',
    (text) => {
      expect(check(text)).toEqual({ ok: true, value: '' });
    },
  );

  it.each(UNSHOWABLE)('has nothing in it that cannot be shown: %j', (text) => {
    expect(check(text)).toEqual(NOT_SHOWABLE);
  });

  it('is as long as it may be, in code points', () => {
    expect(check('😀'.repeat(max))).toEqual({ ok: true, value: '😀'.repeat(max) });
    expect(check('😀'.repeat(max + 1))).toEqual(longerThan(max));
  });

  it.each(['a', '\u0301', 'a\u0301', ' a', '\u0000', '\r', '\u202e', '\ud800', '😀'])(
    'of ten megabytes of %j is too long',
    (part) => {
      expect(check(`a${part.repeat(HUGE / part.length)}a`)).toEqual(longerThan(max));
    },
  );
});

describe('a bio', () => {
  it('has lines and tabs', () => {
    expect(checkBio('one\r\ntwo\rthree\n\tfour')).toEqual({ ok: true, value: 'one\ntwo\nthree\n\tfour' });
  });

  it('begins no direction of writing that the next line would have, too', () => {
    expect(checkBio('a \u2067b\u2069\nc')).toMatchObject({ ok: true });
    expect(checkBio('a \u2067b\nc\u2069')).toEqual(NOT_SHOWABLE);
  });
});

it.each([checkLocation, checkTagName, checkTagDescription])('%o takes one line', (check) => {
  expect(check('a\nb')).toEqual(NOT_SHOWABLE);
  expect(check('a\tb')).toEqual(NOT_SHOWABLE);
});

describe('the name of a tag', () => {
  it('has something in it that can be seen, and 64 characters at most', () => {
    expect(checkTagName(' Founder ')).toEqual({ ok: true, value: 'Founder' });
    expect(checkTagName('\u200b')).toEqual({ ok: false, refusal: { reason: 'blank' } });
    expect(checkTagName('n'.repeat(65))).toEqual(longerThan(64));
  });
});

describe('a website', () => {
  it('is an address in its normal form', () => {
    expect(checkWebsite(' HTTPS://Bücher.example/ö ')).toEqual({
      ok: true,
      value: 'https://xn--bcher-kva.example/%C3%B6',
    });
  });

  it.each(['', ' ', '\u200b'])('is none where nothing of it can be seen: %j', (text) => {
    expect(checkWebsite(text)).toEqual({ ok: true, value: null });
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,a',
    'example.org',
    'https://anna:secret@example.org/',
    'https://bank.example@evil.example/',
    'https://example.org/\nset-cookie: a=b',
  ])('is no %j', (text) => {
    expect(checkWebsite(text)).toEqual(NO_ADDRESS);
  });

  it('has 200 characters at most, as it is given and in its normal form', () => {
    const longest = `https://a.example/${'a'.repeat(182)}`;

    expect(checkWebsite(longest)).toEqual({ ok: true, value: longest });
    expect(checkWebsite(`${longest}a`)).toEqual(longerThan(200));
    expect(checkWebsite(`https://a.example/${'ö'.repeat(100)}`)).toEqual(longerThan(200));
    expect(checkWebsite(`https://a.example/${'a'.repeat(HUGE)}`)).toEqual(longerThan(200));
  });

  it('is always http or https, without a password, whatever it is made of', () => {
    const scheme = fc.constantFrom(
      'http://',
      'https://',
      'HTTPS://',
      'javascript:',
      'data:',
      '//',
      '',
      'ftp://',
      'https:',
    );
    const start = fc.constantFrom('example.org', 'a:b@example.org', 'bücher.example/?a=b#c', '[::1]:80', '');
    const rest = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(scheme, start, rest, (...parts) => {
        const checked = checkWebsite(parts.join(''));
        if (!checked.ok || checked.value === null) return;
        const { protocol, username, password, href } = new URL(checked.value);
        expect(['http:', 'https:']).toContain(protocol);
        expect([username, password, href]).toEqual(['', '', checked.value]);
        expect(checked.value).toMatch(/^[\x21-\x7e]{1,200}$/);
      }),
    );
  });
});

it('a text that was checked is as it is when it is checked again', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem());
  fc.assert(
    fc.property(fc.constantFrom(checkBio, checkLocation, checkTagDescription), text, (check, given) => {
      const once = check(given);
      if (once.ok) expect(check(once.value)).toEqual(once);
    }),
  );
});

it('profiles are the same where each field is', () => {
  const tag = { id: 1, name: 'a', description: 'b', color: '#fff' };
  const profile = { bio: 'a', location: 'b', website: 'https://c.example/', tags: [tag] };
  const others = [
    { ...profile, bio: '' },
    { ...profile, location: '' },
    { ...profile, website: null },
    { ...profile, tags: [] },
    { ...profile, tags: [tag, tag] },
    ...Object.keys(tag).map((key) => ({ ...profile, tags: [{ ...tag, [key]: key === 'id' ? 2 : 'x' }] })),
    EMPTY_PROFILE,
  ];

  expect(areSameProfiles(profile, structuredClone(profile))).toBe(true);
  expect(others.filter((other) => areSameProfiles(profile, other))).toEqual([]);
});
