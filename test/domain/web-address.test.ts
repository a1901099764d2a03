import { expect, it } from 'vitest';
import { parseWebAddress } from '../../src/domain/web-address.ts';

it.each([
  ['https://example.org', 'https://example.org/'],
  ['HTTP://EXAMPLE.org:80/a?b#c', 'http://example.org/a?b#c'],
  ['https://bücher.example/ö ä', 'https://xn--bcher-kva.example/%C3%B6%20%C3%A4'],
  ['https://[::1]:4000/', 'https://[::1]:4000/'],
])('%s is read as %s', (text, href) => {
  expect(parseWebAddress(text)?.href).toBe(href);
});

it.each([
  '',
  'example.org',
  '//example.org',
  'https:example.org',
  'https://',
  'https:// /',
  'https://exa\tmple.org',
  'https://example.org/\u0000',
  'https://example.org/\u202eabc',
  'https://example.org/\ud800',
  ' https://example.org',
  'javascript:alert(1)',
  'javascript://example.org/%0aalert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'ftp://example.org/',
  'https.//example.org/',
])('%j is none', (text) => {
  expect(parseWebAddress(text)).toBeNull();
});
