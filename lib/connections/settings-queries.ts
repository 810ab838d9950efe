import type { Reader } from '../access/ability.ts';
import { definitions } from '../access/definitions.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { type Difference, differenceOf } from './difference.ts';
import { readSettings, type Settings } from './settings.ts';
import { settingColumns } from './versions.ts';

/** How a connection is set, for those who may `action` it. Throws `not_found`. */
export async function readForChange(reader: Reader, id: string, action: string) {
  const row = await db().connection.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, action, 'Connection')] },
    select: {
      id: true,
      slug: true,
      enabled: true,
      version: true,
      _count: { select: { operators: { where: scopeOf(reader.access, 'read', 'Operator') } } },
      ...settingColumns,
    },
  });
  if (!row) throw notFound('This connection');
  const { slug, enabled, version, _count } = row;
  return {
    id,
    slug,
    name: row.name,
    enabled,
    version,
    people: _count.operators,
    settings: readSettings(row),
  };
}
export type ConnectionForChange = Awaited<ReturnType<typeof readForChange>>;

export interface FormerVersion {
  version: number;
  replacedAt: Date;
  replacedBy: string;
  /** Null where the stored form cannot be read any more. */
  settings: Settings | null;
  /** What restoring it would change now. */
  changes: Difference[];
}

const most = 50;

/** Former versions, the latest first, each with what it differs in from how the connection is set now. */
export async function listVersions(
  reader: Reader,
  { id, settings: now }: Pick<ConnectionForChange, 'id' | 'settings'>,
): Promise<FormerVersion[]> {
  const rows = await db().connectionVersion.findMany({
    where: { connection: { is: { AND: [{ id }, scopeOf(reader.access, 'read', 'Connection')] } } },
    orderBy: { version: 'desc' },
    take: most,
    select: { version: true, settings: true, replacedAt: true, replacedBy: true },
  });
  const known = await definitions(db());
  return rows.map(({ settings: stored, ...row }) => {
    const settings = settingsOrNull(stored);
    return { ...row, settings, changes: settings ? differenceOf(now, settings, known) : [] };
  });
}

function settingsOrNull(stored: unknown): Settings | null {
  try {
    return readSettings(stored);
  } catch {
    return null;
  }
}
