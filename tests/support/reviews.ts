import pg from 'pg';
import type { decideReview } from '#lib/reviews/commands.ts';
import { executeProven } from './proven.ts';
import type { Person } from './world.ts';

export const minute = 60_000;
export const day = 86_400_000;
export const later = (ms: number) => new Date(Date.now() + ms);

const origin = { channel: 'console' as const, address: '192.0.2.7', userAgent: 'test' };

/** Runs a command of reviews as that person, with the proof that it asks for. */
export const by = (p: Person, command: unknown, input: object, now?: Date) =>
  executeProven(command as typeof decideReview, p.actor, input, { origin, ...(now && { now }) });

/** As if the review had been started so much earlier: a session does not last the days that a review does. */
export async function setDue(ownerUrl: string, campaignId: string, dueAt: Date): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('ALTER TABLE review_campaign DISABLE TRIGGER USER');
    await client.query('UPDATE review_campaign SET due_at = $2 WHERE id = $1', [campaignId, dueAt]);
    await client.query('ALTER TABLE review_campaign ENABLE TRIGGER USER');
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}
