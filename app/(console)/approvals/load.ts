import type { Request } from '#components/approvals/request-card.tsx';
import type { Listed } from '#components/approvals/request-rows.tsx';
import { changesOf } from '#components/audit/changes.ts';
import type { PageFrame } from '#components/forms/page-form.tsx';
import {
  countWaitingFor,
  listRequests,
  type RequestPage,
  type RequestRow,
  readRequest,
} from '#lib/approvals/queries.ts';
import { ApprovalFilter, type RequestState } from '#lib/approvals/schema.ts';
import { historyOf } from '#lib/audit/queries.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { inWords } from '#lib/command-words.ts';
import { certificateWords } from '#lib/connections/certificates.ts';
import { paths } from '#lib/paths.ts';
import { factorOf } from '../factor.ts';
import { idFrom, orNotFound } from '../found.ts';
import { environmentOf } from '../keys/factor.ts';
import { outcomeOf, titleFor } from './words.ts';

/** One page of a view. */
export async function listed(viewer: Viewer, filter: ApprovalFilter) {
  const { rows, ...page } = await listRequests(viewer.reader, filter);
  return { ...page, rows: rows.map((row) => listedOf(row, viewer)) };
}

/** Beside what waits: the last few that were decided. */
export async function decidedLately(viewer: Viewer): Promise<Listed[]> {
  const { rows } = await listed(viewer, ApprovalFilter.parse({ view: 'decided', size: 6 }));
  return rows;
}

export async function tabCounts({ reader }: Viewer): Promise<{ waiting: number }> {
  return { waiting: await countWaitingFor(reader) };
}

type Shared = Pick<
  RequestRow,
  | 'id'
  | 'command'
  | 'subjectLabel'
  | 'summary'
  | 'requestedByName'
  | 'requestedAt'
  | 'expiresAt'
  | 'environmentId'
  | 'reason'
  | 'approvals'
  | 'needed'
  | 'mine'
  | 'before'
  | 'after'
>;

function requestOf(row: Shared, viewer: Viewer): Request {
  const { id, summary, reason, needed, environmentId } = row;
  return {
    id,
    title: titleFor(row.command, row.subjectLabel),
    summary: inWords(summary),
    by: row.requestedByName,
    isMine: row.mine,
    askedAt: row.requestedAt,
    endsAt: row.expiresAt,
    environment: environmentId ? environmentOf(viewer, environmentId) : null,
    reason,
    given: row.approvals,
    needed,
    changes: changesOf(row.before, row.after, certificateWords),
  };
}

function listedOf(row: RequestRow, viewer: Viewer): Listed {
  const { state, requestedAt, approvedAt, closedAt } = row;
  const at = closedAt ?? (state === 'expired' ? row.expiresAt : (approvedAt ?? requestedAt));
  // What is open and not the viewer's to decide says so, or they would look for the buttons.
  const outcome = [outcomeOf(row), row.blocked].filter((one) => one !== null).join('. ');
  return { ...requestOf(row, viewer), state, outcome, at };
}

/** A request as its page and the pages of its answers show it. */
export interface RequestView extends Request {
  state: RequestState;
  command: string;
  subject: string;
  closedAt: Date | null;
  closedReason: string | null;
  proof: unknown;
  /** As the trail has them, for those who may read it. */
  history: Awaited<ReturnType<typeof historyOf>> | null;
  address: string | null;
  votes: { id: string; name: string; approves: boolean; reason: string | null; at: Date }[];
  who: RequestPage['approvers'];
  /** Why the viewer cannot decide it; null where they can. */
  cannot: string | null;
  may: { decide: boolean; decline: boolean; withdraw: boolean; execute: boolean };
}

type Verb = 'approve' | 'decline' | 'withdraw' | 'execute';

/** The request of the address, and the frame of the form at `verb` below it. */
export async function loadRequest(params: Promise<{ id: string }>, verb?: Verb) {
  const id = await idFrom(params);
  const returnTo = paths.approval(id, verb);
  const viewer = await requireViewer(returnTo);
  const request = viewOf(
    await orNotFound(readRequest(viewer.reader, id)),
    viewer,
    await historyFor(viewer, id),
  );
  const frame: PageFrame = {
    nonce: crypto.randomUUID(),
    returnTo,
    backHref: paths.approval(id),
    environment: request.environment,
    factor: verb === 'withdraw' ? null : factorOf(viewer),
  };
  return { viewer, request, frame };
}

async function historyFor(viewer: Viewer, id: string) {
  return viewer.can('read', 'AuditEvent') ? historyOf(viewer.reader, 'ApprovalRequest', id) : null;
}

function viewOf(row: RequestPage, viewer: Viewer, history: RequestView['history']): RequestView {
  const { state, whyNotDecide, whyNotExecute, mayWithdraw } = row;
  return {
    ...requestOf(row, viewer),
    state,
    command: row.command,
    subject: row.subjectLabel,
    closedAt: row.closedAt,
    closedReason: row.closedReason,
    proof: row.requestProof,
    history,
    address: history?.find(({ action }) => action === 'approval.request')?.address ?? null,
    votes: row.votes.map((vote) => ({
      id: vote.operatorId,
      name: vote.operatorName,
      approves: vote.approves,
      reason: vote.reason,
      at: vote.at,
    })),
    who: row.approvers,
    cannot: state === 'waiting' ? whyNotDecide : null,
    may: {
      decide: state === 'waiting' && whyNotDecide === null,
      decline: row.mayDecline,
      withdraw: mayWithdraw,
      execute: whyNotExecute === null,
    },
  };
}
