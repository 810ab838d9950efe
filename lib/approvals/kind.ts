import type { WhereOf } from '../access/scope.ts';
import type { Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';

/** Everything of a request but its votes. */
export const requestSelect = {
  id: true,
  command: true,
  input: true,
  digest: true,
  subjectType: true,
  subjectId: true,
  subjectLabel: true,
  environmentId: true,
  summary: true,
  reason: true,
  needed: true,
  requestedBy: true,
  requestedByName: true,
  requestedAt: true,
  state: true,
  expiresAt: true,
  approvedAt: true,
  closedAt: true,
  closedReason: true,
} as const;

async function find(tx: Tx, where: WhereOf<'ApprovalRequest'>) {
  const row = await tx.approvalRequest.findFirst({
    where,
    select: {
      ...requestSelect,
      votes: {
        select: { operatorId: true, operatorName: true, approves: true, reason: true },
        orderBy: [{ at: 'asc' }, { id: 'asc' }],
      },
    },
  });
  if (!row) return null;
  const said = row.votes.map((v) => `${v.operatorName}: ${v.approves ? 'approves' : 'declines'}`);
  return { ...row, said };
}

export type RequestSubject = NonNullable<Awaited<ReturnType<typeof find>>>;

export const requestKind: Kind<'ApprovalRequest', RequestSubject> = {
  model: 'ApprovalRequest',
  table: 'approval_request',
  noun: 'This request',
  find,
  label: (request) => `${request.command} for ${request.requestedByName}: ${request.subjectLabel}`,
  environmentOf: (request) => request.environmentId,
};

export const audited = [
  'command',
  'digest',
  'summary',
  'needed',
  'requestedByName',
  'state',
  'said',
  'expiresAt',
  'closedReason',
] as const;
