import { z } from 'zod';
import type { InvalidField } from '../../../domain/errors.ts';
import { ok, type Result } from '../../../domain/result.ts';
import { decoder, needed } from '../../decoder.ts';
import { fieldReader } from '../../field-reader.ts';

export interface VerifyTokenInput {
  /** Null when there is none. */
  readonly token: string | null;
  readonly unreadable: readonly InvalidField[];
}

const body = { token: needed(z.string(), 'The token to verify.') };

export const decodeToken = decoder({ body }, ({ fields }): Result<VerifyTokenInput> => {
  const { read, unreadable } = fieldReader(body, (name) => fields[name]);
  return ok({ token: read('token', 'token'), unreadable });
});
