import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, inject, test } from 'vitest';
import { migrate } from '#lib/db/migrate.ts';
import { knownMigrations, migrationState } from '#lib/db/migrations.ts';
import { freePort } from '#tests/support/cluster.ts';
import { type FreshDatabase, freshDatabase } from '#tests/support/database.ts';
import { schemaDatabase, shapeOf } from '#tests/support/schema-shape.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function database(options?: { empty: boolean }): Promise<FreshDatabase> {
  const fresh = await freshDatabase(options);
  cleanUp.push(fresh.drop);
  return fresh;
}

/** The project's migrations with one more after them. */
function withMigration(sql: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'));
  cleanUp.push(() => rmSync(folder, { recursive: true }));
  cpSync('prisma/migrations', folder, { recursive: true });
  mkdirSync(join(folder, '29990101000000_later'));
  writeFileSync(join(folder, '29990101000000_later/migration.sql'), sql);
  return folder;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('all migrations applied give exactly the tables of the schema', async () => {
  const migrated = await database();
  const fromSchema = await database({ empty: true });
  await schemaDatabase(fromSchema.ownerUrl);
  const shape = await shapeOf(migrated.superUrl);
  expect(shape.length).toBeGreaterThan(100);
  expect(shape).toEqual(await shapeOf(fromSchema.superUrl));
});

test('two migrations of an empty database at once apply each migration once', async () => {
  const empty = await database({ empty: true });
  const [first, second] = await Promise.all([migrate(empty), migrate(empty)]);
  const names = knownMigrations().map((migration) => migration.name);
  expect([...first, ...second].sort()).toEqual(names);
  expect(await migrationState(empty.ownerUrl)).toEqual({
    applied: names,
    pending: [],
    unknown: [],
    changed: [],
  });
});

test('the application and the gate may read what the migrations grant, and only that', async () => {
  const { appUrl, gateUrl } = await database();
  await expect(query(appUrl, 'SELECT * FROM api_key')).resolves.toEqual([]);
  await expect(query(gateUrl, 'SELECT * FROM gate_token')).resolves.toEqual([]);
  await expect(query(gateUrl, 'SELECT * FROM api_key')).rejects.toThrow(/permission denied/);
  await expect(query(appUrl, 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied/);
  await expect(query(appUrl, 'CREATE TEMPORARY TABLE audit_event (id int)')).rejects.toThrow(
    /permission denied/,
  );
});

test('a migration that fails leaves nothing behind, and its mended form applies', async () => {
  const fresh = await database();
  const broken = withMigration('CREATE TABLE half (id int); SELECT 1/0;');
  await expect(migrate({ ...fresh, folder: broken })).rejects.toThrow(/division by zero/);
  expect(await query(fresh.ownerUrl, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
  expect((await migrationState(fresh.ownerUrl, broken)).pending).toEqual(['29990101000000_later']);
  await expect(migrate({ ...fresh, folder: withMigration('CREATE TABLE half (id int);') })).resolves.toEqual([
    '29990101000000_later',
  ]);
});

test('a database of a newer version is refused with a sentence and left as it is', async () => {
  const fresh = await database();
  await migrate({ ...fresh, folder: withMigration('CREATE TABLE newer (id int);') });
  await expect(migrate(fresh)).rejects.toThrow(/newer version of Gatehouse \(it holds 29990101000000_later/);
  expect((await migrationState(fresh.ownerUrl)).unknown).toEqual(['29990101000000_later']);
});

test('a migration changed after it was applied is named', async () => {
  const fresh = await database();
  await migrate({ ...fresh, folder: withMigration('CREATE TABLE one (id int);') });
  const changed = withMigration('CREATE TABLE two (id int);');
  await expect(migrate({ ...fresh, folder: changed })).rejects.toThrow(/29990101000000_later was changed/);
});

test('a database that is away, unknown or closed to the role is a sentence without the password', async () => {
  const { appUrl, gateUrl, ownerUrl } = await database();
  const away = `postgres://someone:hush@127.0.0.1:${await freePort()}/gatehouse`;
  await expect(migrate({ ownerUrl: away, appUrl, gateUrl })).rejects.toThrow(
    /^No database answers at 127\.0\.0\.1:\d+\/gatehouse\./,
  );
  await expect(migrationState(ownerUrl.replace(/\/test_.*$/, '/nowhere'))).rejects.toThrow(
    /^There is no database .*\/nowhere\./,
  );
  const wrong = inject('cluster').adminUrl.replace(/:[^:@]*@/, ':wrong-hush@');
  await expect(migrationState(wrong)).rejects.toThrow(/refused the password of postgres/);
  await expect(migrationState(wrong)).rejects.not.toThrow(/hush/);
});
