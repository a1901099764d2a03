import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLarger } from '../../../src/graphql/engine/answer-size.ts';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the size of an answer', () => {
  it('is the number of bytes of its JSON in UTF-8', () => {
    const unit = fc.oneof(
      fc.constantFrom('"', '\\', '\n', '\u0001', '\u007f', 'é', '€', '😀', '\ud83d', '\ude00'),
      fc.string(),
    );
    const text = fc.array(unit).map((units) => units.join(''));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('any')),
      object: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), tie('any')),
    })).any;

    fc.assert(
      fc.property(value, (json) => {
        expect([isLarger(json, bytesOf(json)), isLarger(json, bytesOf(json) - 1)]).toEqual([false, true]);
      }),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    const value = { errors: undefined, data: {} };

    expect([isLarger(value, bytesOf(value)), isLarger(value, bytesOf(value) - 1)]).toEqual([false, true]);
  });

  it('is counted no further than it has to be', () => {
    const endless = {
      get again(): unknown {
        return endless;
      },
    };

    expect(isLarger(endless, 1_000)).toBe(true);
  });
});
