import { everywhere, grantable, type Row } from './rows.ts';

/** A review tells who holds what in every environment, so only whoever holds the role everywhere reads it. */
export const readReviews: Row[] = [
  { may: ['read'], on: 'ReviewCampaign', where: everywhere },
  { may: ['read'], on: 'ReviewItem', where: everywhere },
];
const keepReviews: Row = {
  may: ['review.start', 'review.cancel'],
  on: 'ReviewCampaign',
  where: everywhere,
};
export const takeReviews: Row = { may: ['review.export'], on: 'ReviewCampaign', where: everywhere };

const commands = ['review.decide', 'review.undo'];

/** Whoever may end that assignment, and therefore never about oneself or a group that one is in. */
export const decideReviews: Row = {
  may: commands,
  on: 'ReviewItem',
  where: (g) => {
    const assignment = grantable(g);
    return assignment && { assignment: { is: assignment } };
  },
};

/** Owner and deputy of an application are decided by whoever hands applications over, everywhere. */
const decideApplications: Row = {
  may: commands,
  on: 'ReviewItem',
  where: (g) => everywhere(g) && { assignmentId: null, operatorId: { not: g.operatorId } },
};

/** Of whoever starts them. */
export const runReviews: Row[] = [
  ...readReviews,
  keepReviews,
  takeReviews,
  decideReviews,
  decideApplications,
];
