import type { PageRequestResolvers } from '../types.generated.ts';

export const PageRequest: PageRequestResolvers = {
  page: async ({ groupId }, _args, { loaders }) => {
    const page = await loaders.pageUnderReview.load(groupId);
    if (page === null) throw new Error(`the page ${groupId} has a request but does not exist`);
    return page;
  },
  reviewedBy: ({ reviewedById }, _args, { loaders }) =>
    reviewedById === null ? null : loaders.user.load(reviewedById),
};
