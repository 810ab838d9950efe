/** Promise: who asks is known by the session alone, and what they may do is read as stored now. */
import { type Access, accessOfOperator, type Reader } from '../access/ability.ts';
import type { Actor } from '../access/actor.ts';
import type { HeldGrant } from '../access/held.ts';
import type { SubjectName } from '../access/rows.ts';
import type { Channel, Origin } from '../audit/record.ts';
import { db } from '../db/client.ts';
import { currentRequest } from '../request.ts';
import { cookieOf, environmentCookie, readSessionCookie, sessionCookie } from './cookies.ts';
import { noteMove } from './note-move.ts';
import { type Move, moveOf, type Place } from './place.ts';
import { type FoundSession, findSession, movedFrom } from './session.ts';

/** An operator with a session in force, as pages, queries and routes see them. */
export interface Viewer {
  operator: { id: string; name: string; email: string };
  /** The same id, as queries ask for it. */
  operatorId: string;
  connection: { id: string; slug: string; name: string };
  sessionId: string;
  startedAt: Date;
  endsAt: Date;
  /** The latest second factor that counts where the session is used now; long ago where none does. */
  proofAt: Date;
  proofContext: string;
  /** Null while the session is used where it was signed in, or where it gave a second factor since; else nothing is open but giving one, ending one's sessions and leaving. */
  moved: Move | null;
  access: Access;
  grants: HeldGrant[];
  roles: { slug: string; name: string; environmentId: string | null }[];
  /** Which environment this browser looks at; a view, not a right. */
  environment: string;
  environments: { id: string; name: string }[];
  address: string;
  userAgent: string;
  now: Date;
  /** What queries take. */
  reader: Reader;
  can(action: string, subject: SubjectName, field?: string): boolean;
  actor: Actor;
  origin: Origin;
}

export interface Presented {
  session: string | undefined;
  environment: string | undefined;
}

/** The viewer behind these cookies, or null. */
export async function viewerBehind(
  cookies: Presented,
  channel: Channel,
  now = new Date(),
): Promise<Viewer | null> {
  const secret = readSessionCookie(cookies.session);
  const session = secret && (await findSession(secret, now));
  if (!session) return null;
  const { operator, connection, id: sessionId, startedAt, endsAt } = session;
  const [{ access, grants }, environments] = await Promise.all([
    accessOfOperator(db(), operator.id, now),
    db().environment.findMany({ select: { id: true, name: true }, orderBy: { position: 'asc' } }),
  ]);
  const { address, userAgent } = currentRequest();
  const origin = { channel, address, userAgent };
  const { moved, ownProofAt, latest } = provenAt(session, origin);
  if (moved) await noteMove(session, moved, origin, now);
  const environment = environments.find((e) => e.id === cookies.environment)?.id ?? environments[0]?.id ?? '';
  return {
    operator,
    operatorId: operator.id,
    connection,
    sessionId,
    startedAt,
    endsAt,
    proofAt: latest.at,
    proofContext: latest.context,
    moved,
    access,
    grants,
    roles: grants.map(({ role: slug, name, environmentId }) => ({ slug, name, environmentId })),
    environment,
    environments,
    address,
    userAgent,
    now,
    reader: { access, operatorId: operator.id, environment, now },
    can: (action, subject, field) => access.can(action, subject, field),
    actor: {
      kind: 'operator',
      id: operator.id,
      name: operator.name,
      sessionId,
      proofAt: ownProofAt,
      proofContext: session.authnContext,
      ...(moved && { moved: true }),
    },
    origin,
  };
}

/**
 * What counts in this place. The second factor of the sign-in stays where it was given, and a cookie that was carried
 * off opens nothing without one; one that was given here since makes this place their own.
 */
function provenAt(session: FoundSession, here: Place) {
  const move = moveOf(session, here);
  const ownProofAt = move ? new Date(0) : session.proofAt;
  const own = { at: ownProofAt, context: session.authnContext };
  const given = session.proofs.filter((proof) => moveOf(proof, here) === null);
  const latest = [own, ...given].reduce((a, b) => (b.at > a.at ? b : a));
  return { moved: movedFrom(session, here), ownProofAt, latest };
}

/** The viewer of a request to the management API, by its session cookie. */
export function viewerOfRequest(request: Request, channel: Channel = 'api'): Promise<Viewer | null> {
  return viewerBehind(
    { session: cookieOf(request, sessionCookie), environment: cookieOf(request, environmentCookie) },
    channel,
  );
}
