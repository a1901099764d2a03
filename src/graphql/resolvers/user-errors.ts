import type { FieldRefusal, Refusal } from '../../domain/errors.ts';
import { Refused } from '../../domain/refused.ts';
import { type WordingOf, worded } from '../../http/refusals.ts';
import { fieldSentence } from '../errors/field-sentences.ts';
import { topLevelError, valueOrThrow } from '../errors/top-level-error.ts';
import type { UserError } from '../types.generated.ts';

/** Turns the refusal of a mutation into data: one error for the whole call, or one for each invalid field. */
export function userErrors(refusal: Refusal): UserError[] {
  return worded(USER_ERRORS, refusal);
}

const USER_ERRORS: WordingOf<Refusal, UserError[]> = {
  INVALID: ({ fields, kind = 'GROUP' }) =>
    fields.map((invalid) => ({
      code: CODES[invalid.reason],
      field: invalid.item === undefined ? [invalid.field] : [invalid.field, String(invalid.item)],
      message: fieldSentence(invalid, kind),
    })),
  UNAUTHENTICATED: wholeCall,
  INSUFFICIENT_SCOPE: wholeCall,
  FORBIDDEN: wholeCall,
  NOT_FOUND: wholeCall,
  TOO_MANY_JOIN_REQUESTS: wholeCall,
  IDEMPOTENCY_CONFLICT: wholeCallByKey,
  IDEMPOTENCY_IN_FLIGHT: wholeCallByKey,
  // `UserError` has no code for these: they are an error of the whole mutation.
  BAD_INVITATION: thrown,
  TOO_MANY_MAILS: thrown,
  // So is what says nothing about the request, and makes the answer 503, as where a read is refused.
  OVERLOADED: refused,
  SEARCH_UNAVAILABLE: refused,
  STORE_UNAVAILABLE: refused,
  PICTURES_UNAVAILABLE: refused,
};

function wholeCall(refusal: Refusal & { readonly code: UserError['code'] }): UserError[] {
  return [{ code: refusal.code, field: null, message: topLevelError(refusal).message }];
}

function wholeCallByKey(refusal: Refusal & { readonly code: UserError['code'] }): UserError[] {
  return [{ code: refusal.code, field: ['idempotencyKey'], message: topLevelError(refusal).message }];
}

function thrown(refusal: Refusal): never {
  return valueOrThrow({ ok: false, refusal });
}

function refused(refusal: Refusal): never {
  throw new Refused(refusal);
}

const CODES: Record<FieldRefusal['reason'], UserError['code']> = {
  required: 'REQUIRED',
  blank: 'BLANK',
  min_length: 'MIN_LENGTH',
  max_length: 'MAX_LENGTH',
  invalid: 'INVALID',
  invalid_choice: 'INVALID_CHOICE',
  unique: 'UNIQUE',
  does_not_exist: 'DOES_NOT_EXIST',
  not_a_member: 'NOT_A_MEMBER',
};
