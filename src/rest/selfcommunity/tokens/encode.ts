import { z } from 'zod';
import { encoder, shape } from '../../encoder.ts';

/** A good token is answered with an empty object. */
export const encodeGood = encoder(
  200,
  shape(() => z.object({})),
  () => ({}),
  null,
);
