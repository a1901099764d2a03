import { describe, expect, it } from 'vitest';
import { isAbsent, reasonOf, startProblem } from '../../src/images/bucket-problem.ts';

/** A failure as the SDK throws it. */
const failure = (name: string, status?: number, more: object = {}) =>
  Object.assign(new Error('as it is told'), { name, $metadata: { httpStatusCode: status }, ...more });

describe('a bucket that a server cannot start with', () => {
  it.each([
    [failure('NoSuchBucket', 404), /^which is not there: make that bucket/],
    [failure('AccessDenied', 403), /^which these credentials may not use: allow them s3:GetObject/],
    [failure('InvalidAccessKeyId', 403), /^which these credentials may not use/],
    [failure('Forbidden', 403), /^which these credentials may not use/],
    [failure('CredentialsProviderError'), /^for which there are no credentials: set AWS_ACCESS_KEY_ID/],
    [failure('PermanentRedirect', 301), /^which is in another region: set AWS_REGION/],
    [new Error('Region is missing'), /^which has no region: set AWS_REGION$/],
    [failure('TimeoutError'), /^which gives no answer \(TimeoutError\): set AWS_ENDPOINT_URL_S3/],
    [failure('Error', undefined, { code: 'ECONNREFUSED' }), /^which gives no answer \(ECONNREFUSED\): /],
    [failure('SlowDown', 503), /^which answers 503 \(SlowDown\): /],
    ['nonsense', /^which gives no answer \(unknown\): /],
  ])('is told with what helps: %s', (cause, sentence) => {
    expect(startProblem(cause)).toMatch(sentence);
  });
});

describe('a failed call', () => {
  it('is about a file that is not there, or about more than that', () => {
    expect(isAbsent(failure('NoSuchKey', 404))).toBe(true);
    expect(isAbsent(failure('NotFound', 404))).toBe(true);
    expect(isAbsent(failure('NoSuchBucket', 404))).toBe(false);
    expect(isAbsent(failure('AccessDenied', 403))).toBe(false);
    expect(isAbsent(new Error('as it is told'))).toBe(false);
  });

  it('is told by its status and name, never by its message, which may hold what was sent', () => {
    expect([reasonOf(failure('SlowDown', 503)), reasonOf(failure('TimeoutError'))]).toEqual([
      'answers 503 (SlowDown)',
      'gives no answer (TimeoutError)',
    ]);
  });
});
