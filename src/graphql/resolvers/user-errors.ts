import type { FieldRefusal, Refusal } from '../../domain/errors.ts';
import { fieldSentence } from '../errors/field-sentences.ts';
import { topLevelError, valueOrThrow } from '../errors/top-level-error.ts';
import type { UserError } from '../types.generated.ts';

/** Turns the refusal of a mutation into data: one error for the whole call, or one for each invalid field. */
export function userErrors(refusal: Refusal): UserError[] {
  switch (refusal.code) {
    case 'INVALID':
      return refusal.fields.map((invalid) => ({
        code: CODES[invalid.reason],
        field: invalid.item === undefined ? [invalid.field] : [invalid.field, String(invalid.item)],
        message: fieldSentence(invalid, refusal.kind ?? 'GROUP'),
      }));
    case 'UNAUTHENTICATED':
    case 'INSUFFICIENT_SCOPE':
    case 'FORBIDDEN':
    case 'NOT_FOUND':
    case 'TOO_MANY_JOIN_REQUESTS':
      return [{ code: refusal.code, field: null, message: topLevelError(refusal).message }];
    case 'IDEMPOTENCY_CONFLICT':
    case 'IDEMPOTENCY_IN_FLIGHT':
      return [{ code: refusal.code, field: ['idempotencyKey'], message: topLevelError(refusal).message }];
    // About the request, not its input: an error of the whole mutation, which has no code for them.
    case 'BAD_TOKEN':
    case 'BAD_INVITATION':
    case 'MALFORMED':
    case 'TOO_LARGE':
    case 'UNSUPPORTED_TYPE':
    case 'UNSUPPORTED_ENCODING':
    case 'UNSUPPORTED_CHARSET':
    case 'BAD_METHOD':
    case 'RATE_LIMITED':
    case 'TOO_MANY_MAILS':
    case 'OVERLOADED':
    case 'UNAVAILABLE':
    case 'SEARCH_UNAVAILABLE':
      return valueOrThrow({ ok: false, refusal });
  }
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
