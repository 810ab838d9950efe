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

/**
 * The gate's views as arrays of plain columns: instants as milliseconds, digests as hex and scopes as one text,
 * because 100,000 rows of dates, buffers and arrays take pg several times as long to parse.
 */
export const sql = {
  epoch: 'SELECT number::float8 FROM gate_epoch',
  environments: 'SELECT id, min_tls_version FROM gate_environment',
  lists: 'SELECT environment_id, application_id, key_id, mode, cidrs, domains FROM gate_list',
  tokens: `SELECT token_id, encode(digest, 'hex'), token_state, date_part('epoch', token_ends_at) * 1000,
    key_id, key_name, key_kind, key_state, date_part('epoch', expires_at) * 1000,
    array_to_string(scopes, E'\\n'), environment_id, application_id FROM gate_token`,
};

export type EnvironmentColumns = [string, string];
export type ListColumns = [string | null, string | null, string | null, string, string[], string[]];
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

export function listRow([environmentId, applicationId, keyId, mode, cidrs, domains]: ListColumns): ListRow {
  return { environmentId, applicationId, keyId, mode: mode as ListMode, cidrs, domains };
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
