import type { ClientBase } from 'pg';
import { type Pepper, type Snapshot, startSnapshot } from '#lib/check/snapshot.ts';
import {
  type EnvironmentColumns,
  environmentRow,
  type ListColumns,
  listRow,
  sql,
  type TokenColumns,
  tokenReader,
} from './rows.ts';

const pageSize = 2000;

/**
 * Reads the whole policy as of one instant: views and epoch in one REPEATABLE READ transaction, or a change
 * between two reads could pair a new key with an old list. Pages keep each hold of the event loop short.
 */
export async function loadSnapshot(client: ClientBase, peppers: readonly Pepper[]): Promise<Snapshot> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await client.query('SET LOCAL cursor_tuple_fraction = 1'); // every row is fetched; the default plans for the first tenth
    const environments = await rowsOf<EnvironmentColumns>(client, sql.environments);
    const building = startSnapshot(await readEpoch(client), environments.map(environmentRow), peppers);
    for await (const page of pages<ListColumns>(client, 'lists', sql.lists))
      building.addLists(page.map(listRow));
    const read = tokenReader();
    for await (const page of pages<TokenColumns>(client, 'tokens', sql.tokens))
      building.addTokens(page.map(read));
    await client.query('COMMIT');
    return building.finish();
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

export async function readEpoch(client: Pick<ClientBase, 'query'>): Promise<number> {
  const [row] = await rowsOf<[number]>(client, sql.epoch);
  if (!row) throw new Error('the database holds no epoch: its migrations have not been applied');
  return row[0];
}

async function rowsOf<Row extends unknown[]>(
  client: Pick<ClientBase, 'query'>,
  text: string,
): Promise<Row[]> {
  return (await client.query<Row>({ text, rowMode: 'array' })).rows;
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
