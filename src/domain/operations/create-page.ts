import type { Deps } from '../deps.ts';
import type { ViewedGroup } from '../group.ts';
import type { NewGroupInput } from '../new-group.ts';
import { checkOrganization, type OrganizationInput } from '../organization.ts';
import type { Result } from '../result.ts';
import type { Viewer } from '../viewer.ts';
import { establish } from './create-group.ts';

/**
 * Asks for a page. It is created like a group, but only its owner sees it until a reviewer approves it. Only the owner
 * and reviewers see what the organisation says of itself.
 */
export async function createPage(
  deps: Deps,
  viewer: Viewer | null,
  { organization, ...input }: NewPageInput,
): Promise<Result<ViewedGroup>> {
  const { checked, invalid } = checkOrganization(organization);
  return establish(deps, viewer, input, { kind: 'PAGE', organization: checked, invalid });
}

export interface NewPageInput extends NewGroupInput {
  readonly organization: OrganizationInput;
}
