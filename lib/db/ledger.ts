/**
 * The writer of the ledger tables: what was used, seen or counted. Nothing here carries authority, so nothing
 * here needs an audit event; what must commit together with a command takes its transaction.
 */
import { db, type Tx, transaction } from './client.ts';

/** What a request to an IdP is for; a response is taken for that alone. */
export type SamlPurpose = 'sign-in' | 'step-up' | 'test' | 'logout';

export interface NewSamlRequest {
  id: string;
  connectionId: string;
  purpose: SamlPurpose;
  browserDigest: string;
  relayState: string;
  returnTo: string;
  /** Of a step-up: whose session the proof is for, and the exact change that it is bound to. */
  sessionId?: string | null;
  binding?: string | null;
  /** Of a test sign-in: the operator or the set-up link. */
  askedBy?: string | null;
  createdAt: Date;
  expiresAt: Date;
}

export interface ConsumedRequest {
  purpose: SamlPurpose;
  sessionId: string | null;
  binding: string | null;
  askedBy: string | null;
  relayState: string;
  returnTo: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Remembers a request that was sent to an IdP. */
export async function rememberSamlRequest(request: NewSamlRequest): Promise<void> {
  await db().samlRequest.create({ data: request });
}

/**
 * Takes a request out, for the browser that sent it only. One DELETE that returns the row: read-then-delete let
 * two copies of a response that arrived together both find it.
 */
export async function consumeSamlRequest(
  by: Pick<NewSamlRequest, 'id' | 'connectionId' | 'browserDigest'> & { purposes: SamlPurpose[] },
): Promise<ConsumedRequest | null> {
  const [row] = await transaction(
    (tx) => tx.$queryRaw<ConsumedRequest[]>`
      DELETE FROM saml_request
      WHERE id = ${by.id} AND connection_id = ${by.connectionId}::uuid AND purpose = ANY(${by.purposes})
        AND browser_digest = ${by.browserDigest}
      RETURNING purpose, session_id AS "sessionId", binding, asked_by AS "askedBy", relay_state AS "relayState", return_to AS "returnTo", created_at AS "createdAt", expires_at AS "expiresAt"`,
  );
  return row ?? null;
}

/** True when the request waits, whoever sent it: tells "another browser's" from "never sent, or used". */
export async function samlRequestWaits(id: string, connectionId: string): Promise<boolean> {
  return (await db().samlRequest.count({ where: { id, connectionId } })) > 0;
}

/** Marks a message of an issuer as used; false when it was used before. A copy that arrives meanwhile waits for this commit. */
export async function takeMessage(
  tx: Tx,
  message: { issuer: string; id: string; expiresAt: Date },
): Promise<boolean> {
  const { issuer, id, expiresAt } = message;
  const inserted = await tx.usedAssertion.createMany({
    data: [{ issuer, assertionId: id, expiresAt }],
    skipDuplicates: true,
  });
  return inserted.count === 1;
}

export async function messageWasUsed(issuer: string, id: string): Promise<boolean> {
  return (await db().usedAssertion.count({ where: { issuer, assertionId: id } })) > 0;
}

/** Notes when a session was last seen. Never moves it back, whatever the clocks of several processes say. */
export async function noteSeen(client: Pick<Tx, '$executeRaw'>, sessionId: string, at: Date): Promise<void> {
  await client.$executeRaw`
    INSERT INTO session_activity (session_id, last_seen_at) VALUES (${sessionId}::uuid, ${at})
    ON CONFLICT (session_id) DO UPDATE SET last_seen_at = EXCLUDED.last_seen_at
    WHERE session_activity.last_seen_at < EXCLUDED.last_seen_at`;
}

/** Notes when what speaks without a person was last used, and from where; once a minute is often enough. */
export async function noteCredentialUse(credentialId: string, address: string, at: Date): Promise<void> {
  await db().$executeRaw`
    INSERT INTO credential_use (credential_id, last_used_at, last_address) VALUES (${credentialId}::uuid, ${at}, ${address})
    ON CONFLICT (credential_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at, last_address = EXCLUDED.last_address
    WHERE credential_use.last_used_at < EXCLUDED.last_used_at - interval '1 minute'
      OR (credential_use.last_address <> EXCLUDED.last_address AND credential_use.last_used_at < EXCLUDED.last_used_at)`;
}

/**
 * Keeps since when gates report: after a day without a heartbeat it begins anew, since what was called meanwhile is not
 * known. A worker that did not look for a day has not seen that they did.
 */
export async function watchGates(): Promise<void> {
  await db().$executeRaw`
    INSERT INTO gate_watch (id, since, seen_at) SELECT 1, max(seen_at), max(seen_at) FROM gate_heartbeat HAVING max(seen_at) IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at,
      since = CASE WHEN EXCLUDED.seen_at > gate_watch.seen_at + interval '1 day' THEN EXCLUDED.seen_at ELSE gate_watch.since END
    WHERE gate_watch.seen_at < EXCLUDED.seen_at`;
}

/**
 * Moves a factor's counter up and notes its use; false when `counter` was reached before. Null is of a passkey that
 * does not count (WebAuthn 6.1.1: then both are zero), which only notes the use.
 */
export async function advanceFactor(
  tx: Pick<Tx, '$executeRaw'>,
  factorId: string,
  counter: number | null,
  now: Date,
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    INSERT INTO factor_use (factor_id, counter, last_used_at) VALUES (${factorId}::uuid, ${counter ?? 0}, ${now})
    ON CONFLICT (factor_id) DO UPDATE SET
      counter = greatest(factor_use.counter, EXCLUDED.counter), last_used_at = EXCLUDED.last_used_at
    WHERE ${counter === null} OR factor_use.counter < EXCLUDED.counter`;
  return moved === 1;
}

/** What a passkey is asked to sign for: a new one is added, a second factor is proven, or break-glass is opened. */
export type ChallengePurpose = 'enrol' | 'prove' | 'break-glass';

/** Who may answer a challenge: the session that it was made for or, where there is none, the browser. */
export interface ChallengeHolder {
  sessionId: string | null;
  browserDigest: string | null;
}

export interface NewChallenge extends ChallengeHolder {
  challenge: string;
  purpose: ChallengePurpose;
  /** Of the exact change; null where it is for the sensitive changes of the next minutes. */
  binding: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** Remembers what a browser was asked to sign. */
export async function rememberChallenge(challenge: NewChallenge): Promise<void> {
  await db().factorChallenge.create({ data: challenge });
}

/**
 * Takes a challenge out, for its holder only, in a transaction of its own: whatever is judged afterwards, it is gone.
 * One DELETE that returns the row, so that of two answers that arrive together one finds it.
 */
export async function takeChallenge(
  challenge: string,
  holder: ChallengeHolder,
): Promise<Pick<NewChallenge, 'purpose' | 'binding' | 'expiresAt'> | null> {
  const [row] = await transaction(
    (tx) => tx.$queryRaw<Pick<NewChallenge, 'purpose' | 'binding' | 'expiresAt'>[]>`
      DELETE FROM factor_challenge
      WHERE challenge = ${challenge} AND session_id IS NOT DISTINCT FROM ${holder.sessionId}::uuid
        AND browser_digest IS NOT DISTINCT FROM ${holder.browserDigest}
      RETURNING purpose, binding, expires_at AS "expiresAt"`,
  );
  return row ?? null;
}

/** How often `countHit` counted `key` in the window that began at `windowAt`. */
export async function hitsOf(key: string, windowAt: Date): Promise<number> {
  const row = await db().rateWindow.findUnique({
    where: { key_windowAt: { key, windowAt } },
    select: { hits: true },
  });
  return row?.hits ?? 0;
}

/** Counts one more in the minute of `now` under `key` and says how many that makes, over all processes. */
export async function countHit(
  key: string,
  now: Date,
  client: Pick<Tx, '$queryRaw'> = db(),
): Promise<number> {
  const windowAt = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const [row] = await client.$queryRaw<{ hits: number }[]>`
    INSERT INTO rate_window (key, window_at, hits) VALUES (${key}, ${windowAt}, 1)
    ON CONFLICT (key, window_at) DO UPDATE SET hits = rate_window.hits + 1
    RETURNING hits`;
  return row?.hits ?? 1;
}

/** Counts `key` anew in the minute of `now`: what was to be done once was not done. */
export async function forgetHits(key: string, now: Date): Promise<void> {
  const windowAt = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  await db().rateWindow.deleteMany({ where: { key, windowAt } });
}

/** Notes that a worker takes its turns. */
export async function noteWorkerBeat(now: Date): Promise<void> {
  await db().$executeRaw`
    INSERT INTO worker_beat (id, seen_at) VALUES (1, ${now}) ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at`;
}
