import type { ClientBase } from 'pg';
import type { PolicyChange } from '#lib/check/snapshot-update.ts';
import {
  type ChangeColumns,
  type EnvironmentColumns,
  environmentRow,
  type ListColumns,
  listRow,
  rowsOf,
  sql,
  type TokenColumns,
  tokenReader,
} from './rows.ts';

/** Which policy a database holds: the number alone may be given twice, before and after a restore. */
export interface Epoch {
  number: number;
  /** When it began, in milliseconds. */
  at: number;
}

/** Beyond it, reading everything in pages holds up fewer calls than applying the change in one go. */
const mostNames = 500;

/**
 * Reads what changed from one epoch to another, in the transaction that read the latter; null when it cannot be
 * told row by row: an epoch that went down, one that is not noted any more, another history, too many rows.
 */
export async function readChange(client: ClientBase, from: Epoch, to: Epoch): Promise<PolicyChange | null> {
  const steps = to.number - from.number;
  if (steps < 1 || steps > mostNames) return null;
  const noted = await rowsOf<ChangeColumns>(client, sql.changes, [from.number, to.number]);
  // A restored database may have come past this number by other changes: the first must follow what is held here.
  if (noted.length !== steps || noted[0]?.[1] !== from.at) return null;
  const touched = sort(noted.map(([names]) => names));
  if (!touched) return null;
  const { environment, api_key: keyIds, key_token: tokenIds, allow_list: listIds } = touched;
  return {
    epoch: to.number,
    environmentIds: environment,
    keyIds,
    tokenIds,
    listIds,
    ...(await readRows(client, { environment, keyIds, tokenIds, listIds })),
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const shapes = { environment: /^/, api_key: uuid, key_token: /^/, allow_list: uuid };

type Touched = Record<keyof typeof shapes, Set<string>>;

/**
 * Sorts names as `api_key:<id>` by their table; null when there are too many, or one cannot be looked up: a forged
 * name must not make every query for it fail, and so hold the gate at an old policy.
 */
function sort(named: (string[] | null)[]): Touched | null {
  const touched: Touched = {
    environment: new Set(),
    api_key: new Set(),
    key_token: new Set(),
    allow_list: new Set(),
  };
  let count = 0;
  for (const names of named) {
    count += names?.length ?? Number.POSITIVE_INFINITY;
    if (names === null || count > mostNames) return null;
    for (const name of names) {
      const table = name.slice(0, name.indexOf(':')) as keyof Touched;
      const id = name.slice(table.length + 1);
      if (!Object.hasOwn(shapes, table) || !shapes[table].test(id)) return null;
      touched[table].add(id);
    }
  }
  return touched;
}

type Rows = Pick<PolicyChange, 'environments' | 'lists' | 'tokens'>;
type Ids = Pick<PolicyChange, 'keyIds' | 'tokenIds' | 'listIds'> & { environment: ReadonlySet<string> };

async function readRows(client: ClientBase, { environment, keyIds, tokenIds, listIds }: Ids): Promise<Rows> {
  const environments =
    environment.size > 0 ? await rowsOf<EnvironmentColumns>(client, sql.environments) : null;
  const lists = listIds.size > 0 ? await rowsOf<ListColumns>(client, sql.listsById, [[...listIds]]) : [];
  const tokens =
    keyIds.size + tokenIds.size > 0
      ? await rowsOf<TokenColumns>(client, sql.tokensById, [[...keyIds], [...tokenIds]])
      : [];
  return {
    environments: environments?.map(environmentRow) ?? null,
    lists: lists.map(listRow),
    tokens: tokens.map(tokenReader()),
  };
}
