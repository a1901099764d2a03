import { z } from 'zod';
import type { ViewedGroup } from '../../../domain/group.ts';
import type { ChangedGroup } from '../../../domain/steps/change-group.ts';
import { encoder, type Shaped, shape } from '../../encoder.ts';
import { RUNNERS } from '../../samples.ts';

const STATUSES = { REQUESTED: 'pending', SUBSCRIBED: 'member', INVITED: 'invited' } as const;

const standing = shape(() => {
  const status = z.enum(['pending', 'member', 'invited']).nullable();
  return z
    .object({
      success: z.literal(true),
      status: status.describe('Null for those who have neither asked nor got in.'),
    })
    .meta({ id: 'Standing' });
});

const ASKED: ViewedGroup = { ...RUNNERS.group, viewerMembership: { status: 'REQUESTED', admin: false } };

export const encodeStatus = encoder(200, standing, encodeStanding, ASKED);

export const encodeAsked = encoder(200, standing, ({ after }: Pick<ChangedGroup, 'after'>) => encodeStanding(after), {
  after: ASKED,
});

function encodeStanding({ viewerMembership }: ViewedGroup): Shaped<typeof standing> {
  return { success: true, status: viewerMembership === null ? null : STATUSES[viewerMembership.status] };
}
