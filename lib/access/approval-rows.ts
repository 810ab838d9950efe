import { approvalCommands } from './role-commands.ts';
import { everywhere, inEnvironment, type Row, type Where } from './rows.ts';

/** What somebody asked for themselves. */
export const ownApprovals: Row = {
  may: ['read', 'approval.request', 'approval.withdraw'],
  on: 'ApprovalRequest',
  where: (g) => ({ requestedBy: g.operatorId }),
};

/** Whoever approves could also do it themselves: lib/approvals/standing.ts asks that of each request. */
export const approve: Row = {
  may: ['read', ...approvalCommands],
  on: 'ApprovalRequest',
  where: inEnvironment,
};

export const approveOf = (subjects: string[], place: Where): Row => ({
  may: ['read', ...approvalCommands],
  on: 'ApprovalRequest',
  where: (g) => {
    const where = place(g);
    return where && { ...where, subjectType: { in: subjects } };
  },
});

export const keepApprovalRules: Row = {
  may: ['read', 'approval.set_policy', 'approval.remove_policy'],
  on: 'ApprovalPolicy',
  where: everywhere,
};
