import type { ClientBase } from 'pg';
import { type Pepper, type Snapshot, startSnapshot } from '#lib/check/snapshot.ts';
import { applyChange } from '#lib/check/snapshot-update.ts';
import { type Epoch, readChange } from './changes.ts';
import {
  type EnvironmentColumns,
  type EpochColumns,
  environmentRow,
  type ListColumns,
  listRow,
  rowsOf,
  sql,
  type TokenColumns,
  tokenReader,
} from './rows.ts';

export interface Policy {
  epoch: Epoch;
  snapshot: Snapshot;
}

export type LoadKind = 'whole' | 'partial';

const pageSize = 2000;

/**
 * Reads the policy as of one instant: views, epoch and changes in one REPEATABLE READ transaction, or a change
 * between two reads could pair a new key with an old list. What is held is brought up to date where that can be done,
 * and then used up; else everything is read.
 */
export async function loadPolicy(
  client: ClientBase,
  peppers: readonly Pepper[],
  held: Policy | null,
): Promise<{ policy: Policy; kind: LoadKind }> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const epoch = await readEpoch(client);
    const change = held && (await readChange(client, held.epoch, epoch));
    if (held && change) {
      await client.query('COMMIT');
      // Without a pause from here on: no call is judged by half of a change.
      return { policy: { epoch, snapshot: applyChange(held.snapshot, change) }, kind: 'partial' };
    }
    const snapshot = await readAll(client, epoch, peppers);
    await client.query('COMMIT');
    return { policy: { epoch, snapshot }, kind: 'whole' };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

export async function readEpoch(client: Pick<ClientBase, 'query'>): Promise<Epoch> {
  const [row] = await rowsOf<EpochColumns>(client, sql.epoch);
  if (!row) throw new Error('the database holds no epoch: its migrations have not been applied');
  const [number, at] = row;
  return { number, at };
}

/** Pages keep each hold of the event loop short. */
async function readAll(client: ClientBase, { number }: Epoch, peppers: readonly Pepper[]): Promise<Snapshot> {
  await client.query('SET LOCAL cursor_tuple_fraction = 1'); // every row is fetched; the default plans for the first tenth
  const environments = await rowsOf<EnvironmentColumns>(client, sql.environments);
  const building = startSnapshot(number, environments.map(environmentRow), peppers);
  for await (const page of pages<ListColumns>(client, 'lists', sql.lists))
    building.addLists(page.map(listRow));
  const read = tokenReader();
  for await (const page of pages<TokenColumns>(client, 'tokens', sql.tokens))
    building.addTokens(page.map(read));
  return building.finish();
}

// The next page is asked for before the last one is compiled, so that Postgres and the gate work at the same time.
async function* pages<Row extends unknown[]>(
  client: ClientBase,
  cursor: string,
  text: string,
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`);
  const fetch = () => {
    const page = rowsOf<Row>(client, `FETCH ${pageSize} FROM ${cursor}`);
    page.catch(() => {}); // awaited a turn later; until then its failure is nobody's
    return page;
  };
  let next = fetch();
  for (;;) {
    const rows = await next;
    if (rows.length === 0) break;
    next = fetch();
    yield rows;
  }
  await client.query(`CLOSE ${cursor}`);
}
