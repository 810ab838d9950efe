/** What the database holds of break-glass by itself, whatever the console does; and what a cut in the middle leaves. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type By, close, confirm } from '#lib/break-glass/act.ts';
import { db } from '#lib/db/client.ts';
import { setEnv } from '#lib/env.ts';
import * as make from '#prisma/factories.ts';
import { type Named, name, opened, proposed } from '#tests/support/break-glass.ts';
import { world } from '#tests/support/world.ts';
import { closeBreakGlass } from '#worker/close-break-glass.ts';

const w = world();
let app: pg.Client;
let anna: Named;
let ben: Named;
let applicationId = '';

beforeAll(async () => {
  setEnv({ LOG_LEVEL: 'silent', BREAK_GLASS_LIMIT_PER_MINUTE: '100000' });
  const owner = await w.person('account-owner');
  applicationId = (await make.makeApplication({ ownerId: owner.id })).id;
  anna = await name((await w.another('security-officer')).id, owner);
  ben = await name((await w.another('security-officer')).id, await w.another('account-owner'));
  app = new pg.Client({ connectionString: w.database.appUrl });
  await app.connect();
});
afterAll(() => app.end());

/** As the application's role, with an event that covers it, so that only the rules themselves refuse. */
async function attempt(text: string, values: unknown[] = []): Promise<string> {
  try {
    await app.query('BEGIN');
    await app.query({ text, values });
    await app.query(
      `INSERT INTO audit_event (number, id, at, action, outcome, sensitivity, actor_kind, actor_name, channel, subject_type, subject_label, summary, xact, xact_at)
       VALUES (0, gen_random_uuid(), now(), 'test.act', 'done', 'routine', 'cli', 'psql', 'cli', 'x', 'x', 'x', '', now())`,
    );
    await app.query('COMMIT');
    return 'committed';
  } catch (error) {
    await app.query('ROLLBACK');
    const { constraint, code } = error as pg.DatabaseError;
    return constraint ?? code ?? String(error);
  }
}

const fresh = async (mode: 'drill' | 'real' = 'real'): Promise<[By, By]> => {
  await closeBreakGlass(new Date(Date.now() + 86_400_000));
  return opened(anna, ben, mode);
};
const stateOf = async (id: string) => (await db().apiKey.findUniqueOrThrow({ where: { id } })).state;
const columns = 'id, reason, first_id, first_name, first_at, first_digest, first_proof, ends_at';

it('one person twice, half a second person, or an hour and a minute is refused by the rows themselves', async () => {
  await closeBreakGlass(new Date(Date.now() + 86_400_000));
  const first = [randomUUID(), 'why', anna.id, 'A', new Date(), randomUUID(), '{}', new Date()];
  const row = '$1, $2, $3, $4, $5, $6, $7, $8';
  expect(
    await attempt(
      `INSERT INTO break_glass_opening (${columns}, second_id, second_name, second_digest, second_reason, second_proof, opened_at)
       VALUES (${row}, $3, 'A', 'd', 'why', '{}', now())`,
      first,
    ),
  ).toBe('break_glass_two_people');
  expect(
    await attempt(`INSERT INTO break_glass_opening (${columns}, opened_at) VALUES (${row}, now())`, first),
  ).toBe('break_glass_second_whole');
  const long = first.with(7, new Date(Date.now() + 11 * 60_000));
  expect(await attempt(`INSERT INTO break_glass_opening (${columns}) VALUES (${row})`, long)).toBe(
    'break_glass_is_short',
  );
});

it('a second opening beside one is refused, and one that stands is neither prolonged, exchanged nor made real', async () => {
  const [one] = await fresh('drill');
  const id = one.seat.openingId;
  expect(
    await attempt(
      `INSERT INTO break_glass_opening (${columns}) VALUES ($1, 'why', $2, 'A', now(), $3, '{}', now())`,
      [randomUUID(), anna.id, randomUUID()],
    ),
  ).toBe('break_glass_one_open');
  for (const change of [
    'drill = false',
    `second_id = '${randomUUID()}'`,
    `first_id = '${randomUUID()}'`,
    `ends_at = ends_at + interval '1 minute'`,
  ])
    expect(await attempt(`UPDATE break_glass_opening SET ${change} WHERE id = $1`, [id]), change).toBe(
      'GH003',
    );
  await close(one);
  expect(await attempt('UPDATE break_glass_opening SET closed_at = NULL WHERE id = $1', [id])).toBe('GH003');
});

it('an effect of a third person, without the second proof, or done in a drill, is refused by the database', async () => {
  const [one] = await fresh('drill');
  const key = await make.makeKey({ applicationId });
  const wanted = { command: 'key.revoke', input: { id: key.id, reason: 'stolen' } };
  const effect = await proposed(one, anna, wanted);
  const settle = (more: string) =>
    attempt(`UPDATE break_glass_effect SET done_at = now(), ${more} WHERE id = $1`, [effect]);
  expect(await settle(`outcome = 'drill', confirmed_by = '${ben.id}'`)).toBe('break_glass_effect_proven');
  expect(await settle(`outcome = 'drill'`)).toBe('break_glass_effect_proven');
  const proven = `confirmed_proof = '{}'`;
  expect(await settle(`outcome = 'drill', ${proven}, confirmed_by = '${randomUUID()}'`)).toBe('GH003');
  expect(await settle(`outcome = 'drill', ${proven}, confirmed_by = '${anna.id}'`)).toBe(
    'break_glass_effect_two_people',
  );
  expect(await settle(`outcome = 'done', ${proven}, confirmed_by = '${ben.id}'`)).toBe('GH003');
  expect(await attempt(`UPDATE break_glass_effect SET input = '{}' WHERE id = $1`, [effect])).toBe('GH003');
  await close(one);
  expect(await settle(`outcome = 'drill', ${proven}, confirmed_by = '${ben.id}'`)).toBe('GH003');
});

it('a third seat does not exist', async () => {
  expect(
    await attempt(
      `INSERT INTO break_glass_person (id, operator_id, seat, caused_by) VALUES ($1, $2, 3, 'x')`,
      [randomUUID(), (await w.person('viewer')).id],
    ),
  ).toBe('break_glass_person_seat_check');
});

it('a confirmation that is cut off before its commit leaves nothing: no effect, and the code still counts', async () => {
  const [one, two] = await fresh();
  const key = await make.makeKey({ applicationId });
  const effect = await proposed(one, anna, {
    command: 'key.revoke',
    input: { id: key.id, reason: 'stolen' },
  });
  const given = ben.given();
  // Somebody holds the head of the trail: all is done but the event, which is the last statement before the commit.
  const owner = new pg.Client({ connectionString: w.database.ownerUrl });
  await owner.connect();
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM audit_head FOR UPDATE');
  expect(await confirm(two, effect, given)).toMatchObject({ kind: 'refused' });
  await owner.query('ROLLBACK');
  await owner.end();
  expect(await stateOf(key.id)).toBe('active');
  expect(await db().breakGlassEffect.findUniqueOrThrow({ where: { id: effect } })).toMatchObject({
    outcome: null,
    confirmedBy: null,
  });
  expect(await confirm(two, effect, given)).toMatchObject({ kind: 'done' });
  expect(await stateOf(key.id)).toBe('revoked');
});
