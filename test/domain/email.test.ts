import { expect, it } from 'vitest';
import { isEmail } from '../../src/domain/email.ts';

const label = (length: number) => 'x'.repeat(length);

it.each([
  'bo@example.org',
  'BO@EXAMPLE.ORG',
  "o'neil+news@example.co.uk",
  '!#$%&*+-/=?^_`{|}~@example.org',
  'a.b.c@x.org',
  '1@1.example',
  'bo@a-b--c.example',
  'bo@xn--bcher-kva.example',
  'bo@bücher.example',
  'bjørn@example.org',
  '用户@例子.测试',
  `${label(64)}@example.org`,
  `bo@${label(63)}.example`,
  `bo@${[63, 63, 63, 57].map(label).join('.')}.x`.slice(0, 254),
])('an address can be %s', (text) => {
  expect(isEmail(text)).toBe(true);
});

it.each([
  '',
  'bo',
  '@example.org',
  'bo@',
  'bo@localhost',
  'a..b@x.org',
  '.a@x.org',
  'a.@x.org',
  'a@b@x.org',
  'a b@x.org',
  '"a b"@x.org',
  'a@x..org',
  'a@.x.org',
  'a@x.org.',
  'a@-x.org',
  'a@x-.org',
  'a@x_y.org',
  'a@1.2.3.4',
  'a@[1.2.3.4]',
  'a@x.org:25',
  'a@x.org/y',
  'a@x%2eorg',
  'a@x.123',
  'a\r\nb@x.org',
  'a@x.org\nbcc: b',
  `${label(65)}@example.org`,
  `${'é'.repeat(33)}@example.org`,
  `bo@${label(64)}.example`,
  `bo@${'ü'.repeat(60)}.example`,
  `${label(61)}@${[63, 63, 63].map(label).join('.')}.x`,
  `a@${'x.'.repeat(100_000)}y`,
])('no address is %j', (text) => {
  expect(isEmail(text)).toBe(false);
});
