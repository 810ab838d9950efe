import type { ClientBase } from 'pg';
import type { ListMode } from '#lib/check/allow-list.ts';
import type {
  EnvironmentRow,
  KeyKind,
  KeyState,
  ListRow,
  TlsVersion,
  TokenRow,
  TokenState,
} from '#lib/check/snapshot.ts';

const listColumns = 'list_id, environment_id, application_id, key_id, mode, cidrs, domains';
const tokenColumns = `token_id, encode(digest, 'hex'), token_state, date_part('epoch', token_ends_at) * 1000,
    key_id, key_name, key_kind, key_state, date_part('epoch', expires_at) * 1000,
    array_to_string(scopes, E'\\n'), environment_id, application_id`;

/**
 * The gate's views as arrays of plain columns: instants as milliseconds, digests as hex and scopes as one text,
 * because 100,000 rows of dates, buffers and arrays take pg several times as long to parse.
 */
export const sql = {
  epoch: `SELECT number::float8, date_part('epoch', at) * 1000 FROM gate_epoch`,
  changes: `SELECT touched, date_part('epoch', previous_at) * 1000 FROM gate_change
    WHERE epoch > $1 AND epoch <= $2 ORDER BY epoch`,
  environments: 'SELECT id, min_tls_version FROM gate_environment',
  lists: `SELECT ${listColumns} FROM gate_list`,
  listsById: `SELECT ${listColumns} FROM gate_list WHERE list_id = ANY($1)`,
  tokens: `SELECT ${tokenColumns} FROM gate_token`,
  // Two searches, each by an index; with OR, Postgres would join all tokens with all keys first. A row found twice is one token.
  tokensById: `SELECT ${tokenColumns} FROM gate_token WHERE key_id = ANY($1)
    UNION ALL SELECT ${tokenColumns} FROM gate_token WHERE token_id = ANY($2)`,
};

export type EpochColumns = [number, number];
export type ChangeColumns = [string[] | null, number];
export type EnvironmentColumns = [string, string];
export type ListColumns = [string, string | null, string | null, string | null, string, string[], string[]];
export type TokenColumns = [
  string,
  string,
  string,
  number | null,
  string,
  string,
  string,
  string,
  number | null,
  string,
  string,
  string,
];

export const environmentRow = ([id, version]: EnvironmentColumns): EnvironmentRow => ({
  id,
  minTlsVersion: version as TlsVersion,
});

export function listRow([
  listId,
  environmentId,
  applicationId,
  keyId,
  mode,
  cidrs,
  domains,
]: ListColumns): ListRow {
  return { listId, environmentId, applicationId, keyId, mode: mode as ListMode, cidrs, domains };
}

/** Reads token rows of one load. Thousands of keys hold the same few sets of scopes; each set is kept once. */
export function tokenReader(): (columns: TokenColumns) => TokenRow {
  const sets = new Map<string, readonly string[]>();
  const scopesOf = (text: string) => {
    let scopes = sets.get(text);
    if (!scopes) {
      scopes = text === '' ? [] : text.split('\n');
      sets.set(text, scopes);
    }
    return scopes;
  };
  return (c) => ({
    tokenId: c[0],
    digest: c[1],
    tokenState: c[2] as TokenState,
    tokenEndsAt: c[3],
    keyId: c[4],
    keyName: c[5],
    keyKind: c[6] as KeyKind,
    keyState: c[7] as KeyState,
    expiresAt: c[8],
    scopes: scopesOf(c[9]),
    environmentId: c[10],
    applicationId: c[11],
  });
}

/** The rows of one query, as arrays. */
export async function rowsOf<Row extends unknown[]>(
  client: Pick<ClientBase, 'query'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>({ text, values, rowMode: 'array' })).rows;
}
