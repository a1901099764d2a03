import type { Group } from './group.ts';

export type PageRequestStatus = 'PENDING' | 'APPROVED' | 'REJECTED';

/** What an organisation says of itself when it asks for a page; seen by the page's owner and reviewers alone. */
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

/** A page is vouched for by the name and subdomain that were reviewed; with others, one that is shown is to be reviewed again. */
export function needsNewReview(page: Group, { name = page.name, slug = page.slug }: Partial<Group>): boolean {
  return page.kind === 'PAGE' && page.active && (name !== page.name || slug !== page.slug);
}
