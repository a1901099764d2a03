import type { Deps } from '../../../domain/deps.ts';
import { fieldChecker } from '../../../domain/field-checker.ts';
import { ok, type Result, refuse } from '../../../domain/result.ts';
import type { Viewer } from '../../../domain/viewer.ts';
import type { DoorRefusal } from '../../../http/refusals.ts';
import { type Route, route } from '../../dialect.ts';
import { decodeToken, type VerifyTokenInput } from './decode.ts';
import { encodeGood } from './encode.ts';

export const tokenRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/jwt/verify_token/',
    name: 'verifyToken',
    summary: 'Whether a token is signed and has not expired; 401 when it is not',
    description:
      'Of a community token neither the user nor `token_type` is verified, as the vendor has it: whom it speaks for, `/user/me/` says.',
    anonymous: true,
    example: { token: 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjo3fQ.c2lnbmF0dXJl' },
    decode: decodeToken,
    run: verifyToken,
    encode: encodeGood,
    refuses: ['INVALID'],
  }),
];

async function verifyToken(
  { checkToken }: Deps,
  _viewer: Viewer | null,
  { token, unreadable }: VerifyTokenInput,
): Promise<Result<null, DoorRefusal>> {
  const { invalid, report } = fieldChecker(unreadable);
  if (token === null) report('token', { reason: 'required' });
  if (token === null || invalid.length > 0) return refuse({ code: 'INVALID', fields: invalid });

  const checked = await checkToken(token);
  return checked === 'GOOD' ? ok(null) : refuse({ code: checked });
}
