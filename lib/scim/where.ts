/** A checked filter as a condition of SQL. Each value is a parameter; each column comes from a table of this house. */
import { Prisma } from '../db/client.ts';
import type { Term } from './attributes.ts';

export interface Columns {
  /** Path -> the column or expression that holds it. */
  of: ReadonlyMap<string, Prisma.Sql>;
  /** Multi-valued attribute -> how "one of its values meets this" is asked. */
  several: ReadonlyMap<string, (inner: Prisma.Sql) => Prisma.Sql>;
}

type Sql = Prisma.Sql;
const none = Prisma.sql`NULL::text`;

export function whereOf(term: Term, columns: Columns): Sql {
  switch (term.kind) {
    case 'and':
    case 'or': {
      const parts = term.of.map((one) => whereOf(one, columns));
      return Prisma.sql`(${Prisma.join(parts, term.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return Prisma.sql`NOT ${whereOf(term.of, columns)}`;
    case 'some':
      return columns.several.get(term.several)?.(whereOf(term.of, columns)) ?? Prisma.sql`false`;
    case 'present':
      return Prisma.sql`(${columnOf(columns, term.path)} IS NOT NULL)`;
    case 'compare':
      // Never null: under a not, a third answer would hide rows.
      return Prisma.sql`coalesce(${compared(term, columnOf(columns, term.path))}, false)`;
  }
}

function columnOf(columns: Columns, path: string): Sql {
  return columns.of.get(path) ?? none;
}

function compared({ by, is, value }: Term & { kind: 'compare' }, column: Sql): Sql {
  const [held, given] = sidesOf(is, value, column);
  switch (by) {
    case 'eq':
      return Prisma.sql`${held} = ${given}`;
    case 'ne':
      return Prisma.sql`${held} IS DISTINCT FROM ${given}`;
    case 'co':
      return Prisma.sql`strpos(${held}, ${given}) > 0`;
    case 'sw':
      return Prisma.sql`starts_with(${held}, ${given})`;
    case 'ew':
      return Prisma.sql`right(${held}, length(${given})) = ${given}`;
    case 'gt':
      return Prisma.sql`${held} > ${given}`;
    case 'ge':
      return Prisma.sql`${held} >= ${given}`;
    case 'lt':
      return Prisma.sql`${held} < ${given}`;
    case 'le':
      return Prisma.sql`${held} <= ${given}`;
  }
}

// Under the collation C, lower() turns A to Z alone and order is that of the bytes, whatever the database's own is.
function sidesOf(is: string, value: string | boolean | Date, column: Sql): [Sql, Sql] {
  if (is === 'boolean') return [column, Prisma.sql`${value}::boolean`];
  if (is === 'instant') return [column, Prisma.sql`${value}::timestamptz`];
  const text: [Sql, Sql] = [Prisma.sql`((${column}) COLLATE "C")`, Prisma.sql`(${value}::text COLLATE "C")`];
  if (is === 'exact') return text;
  return [Prisma.sql`lower(${text[0]})`, Prisma.sql`lower(${text[1]})`];
}
