import { mayOn, type Reader } from '../access/ability.ts';
import { definitions } from '../access/definitions.ts';
import { inForceAt } from '../access/held.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { type Cursor, decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import { requestSelect } from './kind.ts';
import { neededNow } from './policy.ts';
import { closedWords, isOpen, others, stateAt } from './rules.ts';
import type { ApprovalFilter } from './schema.ts';
import { abilityObjection, judgeFor, type Matter, objections } from './standing.ts';

const votesSelect = {
  select: { operatorId: true, operatorName: true, approves: true, reason: true, at: true, proof: true },
  orderBy: { at: 'asc' },
} as const;

/** Asked of others, of whom the reader is one by their role. */
const askedOf = (reader: Reader) => ({
  AND: [
    { state: 'waiting', expiresAt: { gt: reader.now }, requestedBy: { not: reader.operatorId } },
    { votes: { none: { operatorId: reader.operatorId } } },
    scopeOf(reader.access, 'approval.approve', 'ApprovalRequest'),
  ],
});

function viewOf(reader: Reader, view: ApprovalFilter['view']) {
  if (view === 'waiting') return askedOf(reader);
  if (view === 'open') return { state: { in: ['waiting', 'approved'] }, expiresAt: { gt: reader.now } };
  if (view === 'mine') return { requestedBy: reader.operatorId };
  return { OR: [{ state: { not: 'waiting' } }, { expiresAt: { lte: reader.now } }] };
}

function saidIn(q: string | undefined) {
  if (!q) return {};
  const contains = { contains: q, mode: 'insensitive' as const };
  return {
    OR: ['command', 'subjectLabel', 'requestedByName', 'summary'].map((field) => ({ [field]: contains })),
  };
}

/** What lists read of the matching rows, the newest first, from a place on. */
function rowsOf(
  reader: Reader,
  { view, q }: Pick<ApprovalFilter, 'view' | 'q'>,
  from: Cursor | null,
  take: number,
) {
  const page = keyset(sorts.requested, from);
  const within = scopeOf(reader.access, 'read', 'ApprovalRequest');
  return db().approvalRequest.findMany({
    where: { AND: [within, viewOf(reader, view), saidIn(q), page.where] },
    orderBy: page.orderBy,
    take,
    select: { ...requestSelect, before: true, after: true, votes: votesSelect },
  });
}
type Stored = Awaited<ReturnType<typeof rowsOf>>[number];

/** One page of requests, the newest first; of what is open each says why the reader may not decide it, if so. */
export async function listRequests(reader: Reader, filter: ApprovalFilter) {
  const cursor = decodeCursor(filter.after);
  const taken: (Stored & { blocked: string | null })[] = [];
  const most = filter.size + 1;
  // What the reader cannot decide does not wait for them: it is passed over before the page is cut, or fifty of the
  // sort would hide the one that does.
  for (let from = cursor; taken.length < most; ) {
    const rows = await rowsOf(reader, filter, from, most);
    const isJudged = ['waiting', 'open'].includes(filter.view);
    const judge = await judgeFor(db(), reader, isJudged ? rows : []);
    for (const row of rows) {
      const blocked = isJudged ? await blockedFor(reader, row, judge) : null;
      if (filter.view !== 'waiting' || blocked === null) taken.push({ ...row, blocked });
    }
    const last = rows.at(-1);
    if (!last || rows.length < most) break;
    from = { value: last.requestedAt.toISOString(), id: last.id, back: cursor?.back ?? false };
  }
  const cut = pageOf(taken, filter.size, cursor, (row) => row.requestedAt);
  const rules = new Map<string, Promise<number>>();
  const told = [];
  for (const { input: _, votes, ...row } of cut.rows) {
    const approvals = votes.filter((v) => v.approves).length;
    const said = votes.map(({ operatorName, approves }) => ({ operatorName, approves }));
    const mine = row.requestedBy === reader.operatorId;
    told.push({ ...row, ...(await standsAt(reader, row, approvals, rules)), mine, votes: said, approvals });
  }
  return { ...cut, rows: told };
}
export type RequestRow = Awaited<ReturnType<typeof listRequests>>['rows'][number];

/** How many it needs by now, and what it is by that: a rule that was raised meanwhile counts for what is open. */
async function standsAt(
  { now }: Reader,
  row: Pick<Stored, 'command' | 'environmentId' | 'needed' | 'state' | 'expiresAt'>,
  approvals: number,
  rules = new Map<string, Promise<number>>(),
) {
  const { command, environmentId } = row;
  if (!isOpen(row, now)) return { needed: row.needed, state: stateAt(row, now) };
  const place = `${command} ${environmentId ?? ''}`;
  const byRule = rules.get(place) ?? neededNow(db(), { command, environmentId, needed: 0 });
  rules.set(place, byRule);
  const needed = Math.max(row.needed, await byRule);
  return { needed, state: approvals < needed ? ('waiting' as const) : stateAt(row, now) };
}

type Judge = Awaited<ReturnType<typeof judgeFor>>;
type Judged = Matter & { state: string; votes: { operatorId: string; approves: boolean }[] };

/** Why the reader may not decide it; null where they may, and where it was approved. */
async function blockedFor(reader: Reader, row: Judged, judge: Judge) {
  const own = row.votes.find((v) => v.operatorId === reader.operatorId);
  if (own) return votedWords(own);
  if (row.requestedBy === reader.operatorId) return mineWords;
  if (!mayOn(reader.access, 'approval.approve', 'ApprovalRequest', { ...row })) return notTheirs;
  return (await judge(row))?.you ?? null;
}

/** For the navigation: how many requests the reader can decide now. Never more than `most` are looked at. */
export async function countWaitingFor(reader: Reader, most = 50): Promise<number> {
  if (!reader.access.can('approval.approve', 'ApprovalRequest')) return 0;
  const rows = await db().approvalRequest.findMany({
    where: askedOf(reader),
    select: requestSelect,
    orderBy: { requestedAt: 'desc' },
    take: most,
  });
  const judge = await judgeFor(db(), reader, rows);
  let count = 0;
  for (const row of rows) if ((await judge(row)) === null) count += 1;
  return count;
}

/** One request with its difference, its votes, and what the reader can do with it. */
export async function readRequest(reader: Reader, id: string) {
  const row = await db().approvalRequest.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'ApprovalRequest')] },
    select: { ...requestSelect, before: true, after: true, requestProof: true, votes: votesSelect },
  });
  if (!row) throw notFound('This request');
  const mine = row.requestedBy === reader.operatorId;
  const open = isOpen(row, reader.now);
  const closed = closedWords(row, reader.now);
  const own = row.votes.find((v) => v.operatorId === reader.operatorId);
  const approvals = row.votes.filter((v) => v.approves).length;
  const { needed, state } = await standsAt(reader, row, approvals);
  const blocked = open ? await blockedFor(reader, row, await judgeFor(db(), reader, [row])) : null;
  return {
    ...row,
    needed,
    state,
    mine,
    approvals,
    /** Why it is over, in a sentence; null while it is open. */
    closed,
    /** Who could approve it now and has not said anything yet. */
    approvers: open
      ? await whoCouldApprove(
          reader,
          row,
          row.votes.map((v) => v.operatorId),
        )
      : [],
    mayWithdraw: mine && open,
    /** Null: the reader may. */
    whyNotDecide: closed ?? blocked,
    /** Until it is carried out, by whoever may do it themselves. What they owe to who asks does not keep them from stopping it. */
    mayDecline: open && !own && !mine && (await mayDecline(reader, row)),
    whyNotExecute: closed ?? whyNotExecute({ ...row, needed, state }, mine),
  };
}
export type RequestPage = Awaited<ReturnType<typeof readRequest>>;

const mineWords = 'You asked for this yourself, so somebody else decides it.';
const votedWords = ({ approves }: { approves: boolean }) =>
  `You have ${approves ? 'approved' : 'declined'} this already.`;

const notTheirs = 'Your roles do not permit approving requests like this one.';

async function mayDecline({ operatorId, access, now }: Reader, row: Matter): Promise<boolean> {
  if (!mayOn(access, 'approval.decline', 'ApprovalRequest', { ...row })) return false;
  return (await abilityObjection(db(), row, operatorId, now, access)) === null;
}

function whyNotExecute(row: { state: string; needed: number; requestedByName: string }, mine: boolean) {
  if (!mine) return `Only ${row.requestedByName}, who asked for it, carries it out.`;
  return row.state === 'approved' ? null : `This waits for ${others(row.needed)}.`;
}

export const mostNames = 30;

/** Names of people who could approve this now, thirty at most; `except` those who have voted. */
export async function whoCouldApprove(
  reader: Reader,
  matter: Matter,
  except: readonly string[] = [],
): Promise<{ id: string; name: string }[]> {
  const candidates = await possibleApprovers(reader, [...except, matter.requestedBy]);
  const against = await objections(
    db(),
    matter,
    candidates.map((person) => person.id),
    reader.now,
    mostNames,
  );
  return candidates.filter((person) => !against.has(person.id));
}

/** Active people who hold a role that approves anything. */
export async function possibleApprovers(reader: Reader, except: readonly string[]) {
  const known = await definitions(db());
  const slugs = [...known.values()]
    .filter((role) => role.rows.some((row) => row.may.includes('approval.approve')))
    .map((role) => role.slug);
  const holds = { some: { role: { in: slugs }, ...inForceAt(reader.now) } };
  return db().operator.findMany({
    where: {
      id: { notIn: [...except] },
      state: 'active',
      connection: { enabled: true },
      OR: [
        { assignments: holds },
        { memberships: { some: { group: { endedAt: null, assignments: holds } } } },
      ],
    },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
}
