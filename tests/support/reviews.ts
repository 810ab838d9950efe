import pg from 'pg';

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
