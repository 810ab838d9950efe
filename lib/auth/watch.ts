/** Promise: a session is watched without being used: looking keeps none alive, and nobody learns what they may not see. */
import { accessOfGrants, mayOn } from '../access/ability.ts';
import { grantsOf, type HeldGrant } from '../access/held.ts';
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
  return new Map(
    sessions.map(({ id, operatorId }) => {
      const own = grants.get(operatorId) ?? [];
      const rights = wordsOf(own);
      const told = {
        ...toldTo(own, numbers),
        // A stream that ends for one change is opened anew after a while: by this a page sees that it missed another.
        rights: String(Number.parseInt(digestOf(rights).slice(0, 12), 16)),
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

// A custom role that was edited is another one from then on: its version counts as well.
const wordsOf = (held: HeldGrant[]) =>
  held
    .map(
      ({ role, version, environmentId, group }) =>
        `${role} ${version ?? ''} ${environmentId} ${group?.id ?? ''}`,
    )
    .sort()
    .join('\n');

type Numbers = Awaited<ReturnType<typeof numbersNow>>;

async function numbersNow(now: Date) {
  const [gates, head, notices, requests, votes] = await Promise.all([
    gatesInStep(now),
    db().auditHead.findFirst({ select: { number: true } }),
    db().notice.count({ where: { signedOffAt: null } }),
    db().approvalRequest.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } }),
    db().approvalVote.count({ where: { request: { closedAt: null } } }),
  ]);
  const approvals = [...requests.map(({ state, _count }) => `${state} ${_count}`), votes].join(',');
  return { gates, audit: String(head?.number ?? 0), notices: String(notices), approvals };
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

/** Everybody sees how far the gates are; who may not read the whole trail does not learn from a number how busy others are. */
function toldTo(held: HeldGrant[], { gates, audit, notices, approvals }: Numbers): Record<string, string> {
  const access = accessOfGrants(held);
  const readsTrail = mayOn(access, 'read', 'AuditEvent', { actorId: null, environmentId: null });
  return {
    epoch: String(gates.epoch),
    gates: `${gates.inStep}/${gates.total}`,
    ...(readsTrail && { audit }),
    ...(access.can('read', 'Notice') && { notices }),
    ...(access.can('approval.approve', 'ApprovalRequest') && { approvals }),
  };
}
