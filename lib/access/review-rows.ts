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
  where: (g) => everywhere(g) && { assignmentId: null, keyId: null, operatorId: { not: g.operatorId } },
};

/** No scope of a service account is more than these two may (lib/access/service.ts). */
const asMuchAsAccounts = ['security-officer', 'auditor'];
/** True where service accounts lie inside a ceiling: whoever ends the people that may as much ends them. */
export const coversAccounts = (ceiling: readonly string[]): boolean =>
  ceiling.includes('account-owner') || asMuchAsAccounts.every((role) => ceiling.includes(role));

/**
 * A service account belongs to an application, so whoever decides about its people decides about it. Never who stands
 * behind it, at the start of the review or now, nor who answers for its application: they would keep their own machine.
 */
const decideAccounts: Row = {
  may: commands,
  on: 'ReviewItem',
  where: (g) =>
    everywhere(g) &&
    coversAccounts(g.ceiling) && {
      key: {
        is: {
          causedBy: { not: g.operatorId },
          application: {
            is: {
              ownerId: { not: g.operatorId },
              OR: [{ deputyId: null }, { deputyId: { not: g.operatorId } }],
            },
          },
        },
      },
      OR: [{ operatorId: null }, { operatorId: { not: g.operatorId } }],
    },
};

/** Of whoever starts them. */
export const runReviews: Row[] = [
  ...readReviews,
  keepReviews,
  takeReviews,
  decideReviews,
  decideApplications,
  decideAccounts,
];
