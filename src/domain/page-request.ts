import type { Group } from './group.ts';

export type PageRequestStatus = 'PENDING' | 'APPROVED' | 'REJECTED';

/** An organisation's description of itself when it asks for a page; only the page's owner and reviewers see it. */
export interface Organization {
  readonly jobTitle: string;
  readonly contactNumber: string;
  readonly organizationName: string;
  readonly organizationWebsite: string | null;
  readonly purpose: string;
  readonly additionalDetails: string | null;
}

export interface PageRequest extends Organization {
  readonly groupId: number;
  readonly status: PageRequestStatus;
  readonly submittedAt: Date;
  readonly reviewedAt: Date | null;
  readonly reviewedById: number | null;
}

/** Whether a page must be reviewed again: a review vouches for the name and the subdomain that a shown page has. */
export function needsNewReview(page: Group, { name = page.name, slug = page.slug }: Partial<Group>): boolean {
  return page.kind === 'PAGE' && page.active && (name !== page.name || slug !== page.slug);
}
