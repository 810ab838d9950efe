import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { listSelect, type StoredList } from '../allow-lists/effects.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { decodeCursor, keyset, pageOf, sorts } from '../keyset.ts';
import type { ApplicationFilter } from './schema.ts';

type Answering = { id: string; name: string; state: 'active' | 'disabled' };

/** Who answers for it is part of an application; what state they are in is told to whoever may see that of people. */
function people<D extends Answering | null>({ access }: Reader, of: { owner: Answering; deputy: D }) {
  const seesState = access.can('read', 'Operator', 'state');
  const shown = (person: Answering) => ({ ...person, state: seesState ? person.state : null });
  return { owner: shown(of.owner), deputy: of.deputy && shown(of.deputy) };
}

/** One page of the applications of the reader's environment. */
export async function listApplications(reader: Reader, filter: ApplicationFilter) {
  const cursor = decodeCursor(filter.after);
  const sort = sorts[filter.sort];
  const page = keyset(sort, cursor);
  const contains = filter.q && { contains: filter.q, mode: 'insensitive' as const };
  const rows = await db().application.findMany({
    where: {
      AND: [
        { environmentId: reader.environment },
        scopeOf(reader.access, 'read', 'Application'),
        filter.orphaned ? { orphanedAt: { not: null } } : {},
        contains ? { OR: [{ name: contains }, { owner: { is: { name: contains } } }] } : {},
        page.where,
      ],
    },
    orderBy: page.orderBy,
    take: filter.size + 1,
    select: {
      id: true,
      name: true,
      description: true,
      environmentId: true,
      createdAt: true,
      orphanedAt: true,
      owner: { select: { id: true, name: true, state: true } },
      deputy: { select: { id: true, name: true, state: true } },
      allowList: { select: { mode: true, _count: { select: { entries: true } } } },
      _count: {
        select: { keys: { where: { AND: [{ state: 'active' }, scopeOf(reader.access, 'read', 'ApiKey')] } } },
      },
    },
  });
  const cut = pageOf(rows, filter.size, cursor, (row) => row[sort.field]);
  return {
    ...cut,
    rows: cut.rows.map(({ _count, allowList, ...row }) => ({
      ...row,
      ...people(reader, row),
      activeKeys: _count.keys,
      mode: allowList?.mode ?? ('off' as const),
      entryCount: allowList?._count.entries ?? 0,
    })),
  };
}
export type ApplicationRow = Awaited<ReturnType<typeof listApplications>>['rows'][number];

/** One application with its list. Throws `not_found`. */
export async function readApplication(reader: Reader, id: string) {
  const row = await db().application.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'Application')] },
    select: {
      id: true,
      name: true,
      description: true,
      environmentId: true,
      createdAt: true,
      orphanedAt: true,
      owner: { select: { id: true, name: true, state: true } },
      deputy: { select: { id: true, name: true, state: true } },
      allowList: { select: listSelect },
    },
  });
  if (!row) throw notFound('This application');
  return { ...row, ...people(reader, row), allowList: row.allowList as StoredList | null };
}
export type ApplicationPage = Awaited<ReturnType<typeof readApplication>>;

/** Active operators who can answer for an application: names only, for the form. */
export async function possibleOwners(reader: Reader) {
  if (!reader.access.can('read', 'Operator', 'name')) return [];
  return db().operator.findMany({
    where: { AND: [{ state: 'active' }, scopeOf(reader.access, 'read', 'Operator')] },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: 1000,
  });
}

/** An application named in the reader's environment: for the command line. Throws `not_found`. */
export async function applicationIdByName(reader: Reader, name: string): Promise<string> {
  const row = await db().application.findFirst({
    where: {
      AND: [{ environmentId: reader.environment, name }, scopeOf(reader.access, 'read', 'Application')],
    },
    select: { id: true },
  });
  if (!row) throw notFound(`An application named ${name} in ${reader.environment}`);
  return row.id;
}
