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
