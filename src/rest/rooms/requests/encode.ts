import type { ViewedGroup } from '../../../domain/group.ts';
import type { WireAnswer } from '../../dialect.ts';

const STATUSES = { REQUESTED: 'pending', SUBSCRIBED: 'member', INVITED: 'invited' } as const;

/** Null for those who have neither asked nor got in. */
export function encodeStatus({ viewerMembership }: ViewedGroup): WireAnswer {
  return {
    status: 200,
    body: { success: true, status: viewerMembership === null ? null : STATUSES[viewerMembership.status] },
  };
}
