/** Test sign-ins that wait for their answer: rows of the ledger of requests, found by the browser that began them. */

import { db, transaction } from './client.ts';
import type { ConsumedRequest } from './ledger.ts';

interface Asker {
  connectionId: string;
  browserDigest: string;
}

/** True while this browser waits for the answer to a test of this connection. */
export async function testWaits(by: Asker, now: Date): Promise<boolean> {
  const waiting = { ...by, purpose: 'test', expiresAt: { gt: now } };
  return (await db().samlRequest.count({ where: waiting })) > 0;
}

/** Takes out the latest request of this browser where that is a test: what came cannot be read, so it names none itself. */
export async function takeWaitingTest(by: Asker, now: Date): Promise<ConsumedRequest | null> {
  const [row] = await transaction(
    (tx) => tx.$queryRaw<ConsumedRequest[]>`
      DELETE FROM saml_request
      WHERE purpose = 'test' AND id = (
        SELECT id FROM saml_request
        WHERE connection_id = ${by.connectionId}::uuid AND browser_digest = ${by.browserDigest} AND expires_at > ${now}
        ORDER BY created_at DESC LIMIT 1)
      RETURNING purpose, session_id AS "sessionId", binding, asked_by AS "askedBy", relay_state AS "relayState", return_to AS "returnTo", created_at AS "createdAt", expires_at AS "expiresAt"`,
  );
  return row ?? null;
}
