/** Promise: a session is watched without being used: looking keeps none alive, and nobody learns what they may not see. */
import { type Access, accessOfGrants, mayOn } from '../access/ability.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
import { scopeOf, type WhereOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { gatesInStep } from '../health.ts';
import { currentRequest } from '../request.ts';
import { cookieOf, digestOf, readSessionCookie, sessionCookie } from './cookies.ts';
import { movedFrom, openAt, placeOfSession } from './session.ts';

const inForce = { operator: { state: 'active' as const }, connection: { enabled: true } };

/** The session behind a request's cookie, null where there is none, `moved` where its factor does not count here; unlike a page, a stream that is opened again and again is no sign of life. */
export async function watchedSessionOf(
  request: Request,
  now = new Date(),
): Promise<{ id: string } | 'moved' | null> {
  const secret = readSessionCookie(cookieOf(request, sessionCookie));
  if (!secret) return null;
  const session = await db().session.findFirst({
    where: { ...openAt(now), ...inForce, digest: digestOf(secret) },
    select: { id: true, ...placeOfSession },
  });
  if (!session) return null;
  return movedFrom(session, currentRequest()) ? 'moved' : { id: session.id };
}

/** Of these sessions those in force, each with the numbers that its operator may see; for lib/live. */
export async function watchSessions(ids: string[], now: Date) {
  const sessions = await db().session.findMany({
    where: { ...openAt(now), ...inForce, id: { in: ids } },
    select: { id: true, operatorId: true },
  });
  const operators = [...new Set(sessions.map(({ operatorId }) => operatorId))];
  const [grants, numbers, asked] = await Promise.all([
    grantsOf(db(), operators, now),
    numbersNow(now),
    askedBy(operators),
  ]);
  const accesses = new Map(operators.map((id) => [id, accessOfGrants(grants.get(id) ?? [])]));
  const waiting = await waitingFor(accesses);
  return new Map(
    sessions.map(({ id, operatorId }) => {
      const rights = wordsOf(grants.get(operatorId) ?? []);
      const approvals = waiting.get(operatorId);
      const told = {
        ...toldTo(accesses.get(operatorId) ?? accessOfGrants([]), numbers),
        // A stream that ends for one change is opened anew after a while: by this a page sees that it missed another.
        rights: String(Number.parseInt(digestOf(rights).slice(0, 12), 16)),
        ...(approvals !== undefined && { approvals }),
        ...(asked.has(operatorId) && { asked: asked.get(operatorId) }),
      };
      return [id, { rights, told }];
    }),
  );
}

/** The same numbers, in the same words, as a page is made with them. */
export async function shownTo(sessionId: string, now: Date): Promise<string> {
  return JSON.stringify((await watchSessions([sessionId], now)).get(sessionId)?.told ?? {});
}

// A custom role that was edited is another one from then on: its version counts as well. So do the applications that a
// condition reaches: whoever was handed one may do more, and whoever handed it over less.
const wordsOf = (held: HeldGrant[]) =>
  held
    .map((grant) => {
      const { role, version, environmentId, group, ownApplications, teamApplications } = grant;
      const asks = asksOf(grant);
      const reached = [...(asks.own ? ownApplications : []), ...(asks.team ? teamApplications : [])].sort();
      return `${role} ${version ?? ''} ${environmentId} ${group?.id ?? ''} ${reached.join()}`;
    })
    .sort()
    .join('\n');

const known = new WeakMap<HeldGrant['rows'], { own: boolean; team: boolean }>();

/** Whether the rows of a role ask whose an application is; most do not, and nobody's page is disturbed for it. */
function asksOf(grant: HeldGrant): { own: boolean; team: boolean } {
  const already = known.get(grant.rows);
  if (already) return already;
  const standIns = { ...grant, environmentId: null, ownApplications: ['own'], teamApplications: ['team'] };
  const said = JSON.stringify(grant.rows.map((row) => row.where?.(standIns) ?? {}));
  const asks = { own: said.includes('["own"]'), team: said.includes('["team"]') };
  known.set(grant.rows, asks);
  return asks;
}

type Numbers = Awaited<ReturnType<typeof numbersNow>>;

async function numbersNow(now: Date) {
  const [gates, head, notices, opening] = await Promise.all([
    gatesInStep(now),
    db().auditHead.findFirst({ select: { number: true } }),
    db().notice.count({ where: { signedOffAt: null } }),
    db().breakGlassOpening.findFirst({
      where: { closedAt: null, endsAt: { gt: now } },
      select: { firstAt: true, openedAt: true },
    }),
  ]);
  return {
    gates,
    audit: String(head?.number ?? 0),
    notices: String(notices),
    opening: opening ? `${opening.firstAt.getTime()}/${opening.openedAt ? 2 : 1}` : '0',
  };
}

/**
 * How many requests and votes there are of those that each one is asked about; absent for whoever approves nothing. Most
 * approvers are asked about the same ones, so each reach is counted once.
 */
async function waitingFor(accesses: ReadonlyMap<string, Access>): Promise<Map<string, string>> {
  const counts = new Map<string, Promise<string>>();
  const told = new Map<string, string>();
  for (const [operatorId, access] of accesses) {
    if (!access.can('approval.approve', 'ApprovalRequest')) continue;
    const reach = scopeOf(access, 'approval.approve', 'ApprovalRequest');
    const key = JSON.stringify(reach);
    const count = counts.get(key) ?? countWithin(reach);
    counts.set(key, count);
    told.set(operatorId, await count);
  }
  return told;
}

async function countWithin(reach: WhereOf<'ApprovalRequest'>): Promise<string> {
  const [requests, votes] = await Promise.all([
    db().approvalRequest.groupBy({
      by: ['state'],
      where: { AND: [reach] },
      _count: true,
      orderBy: { state: 'asc' },
    }),
    db().approvalVote.count({ where: { request: { is: { AND: [{ closedAt: null }, reach] } } } }),
  ]);
  return [...requests.map(({ state, _count }) => `${state} ${_count}`), votes].join(',');
}

/** How many of each one's own requests stand where: whoever waits for others sees that they have answered. */
async function askedBy(operators: string[]): Promise<Map<string, string>> {
  const rows = await db().approvalRequest.groupBy({
    by: ['requestedBy', 'state'],
    where: { requestedBy: { in: operators } },
    _count: true,
    orderBy: { state: 'asc' },
  });
  const told = new Map<string, string>();
  for (const { requestedBy, state, _count } of rows)
    told.set(requestedBy, `${told.get(requestedBy) ?? ''}${state} ${_count},`);
  return told;
}

/**
 * Everybody sees how far the gates are, and that break-glass is open, which every page bears; who may not read the whole
 * trail does not learn from a number how busy others are.
 */
function toldTo(access: Access, { gates, audit, notices, opening }: Numbers): Record<string, string> {
  const readsTrail = mayOn(access, 'read', 'AuditEvent', { actorId: null, environmentId: null });
  return {
    epoch: String(gates.epoch),
    gates: `${gates.inStep}/${gates.total}`,
    opening,
    ...(readsTrail && { audit }),
    ...(access.can('read', 'Notice') && { notices }),
  };
}
