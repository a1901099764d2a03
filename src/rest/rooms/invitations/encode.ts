import { z } from 'zod';
import type { Acceptance } from '../../../domain/operations/accept-by-private-token.ts';
import type { InviteStatuses } from '../../../domain/operations/invite-people.ts';
import { count, encoder, shape } from '../../encoder.ts';
import { READERS } from '../../samples.ts';

export const encodeInvited = encoder(
  200,
  shape(() => {
    const status = z.union([z.boolean(), z.literal('already_a_member')]);
    const inviteStatus = z.record(z.string(), status).describe('By the text that named who is invited.');
    return z.object({ invited: z.literal(true), inviteStatus });
  }),
  (statuses: InviteStatuses) => ({ invited: true as const, inviteStatus: Object.fromEntries(statuses) }),
  new Map([
    ['9', true],
    ['bo@example.org', true],
  ]),
);

export const encodeAccepted = encoder(
  200,
  shape(() => z.object({ accepted: z.literal(true) })),
  (_accepted: unknown) => ({ accepted: true as const }),
  null,
);

export const encodeRejected = encoder(
  200,
  shape(() => z.object({ rejected: z.literal(true) })),
  (_rejected: unknown) => ({ rejected: true as const }),
  null,
);

export const encodeLetIn = encoder(
  200,
  shape(() => z.object({ roomId: count(), success: z.literal(true), isNewMember: z.boolean() })),
  ({ groupId, isNewMember }: Acceptance) => ({ roomId: groupId, success: true as const, isNewMember }),
  { groupId: READERS.group.id, isNewMember: true },
);
