/** The order of people by their last sign-in. Whoever never signed in did so before everybody else. */
import { db, Prisma } from '../db/client.ts';
import { type Cursor, damaged, instantOf } from '../keyset.ts';

export const signInSorts = ['last-sign-in', 'oldest-sign-in'] as const;
export type SignInSort = (typeof signInSorts)[number];

export const isBySignIn = (sort: string): sort is SignInSort =>
  (signInSorts as readonly string[]).includes(sort);

const never = '-infinity';

/** What a cursor keeps of a row; Postgres reads it as the instant that it stands for. */
export const signInValue = (at: Date | undefined): string => at?.toISOString() ?? never;

/** Of these people the next ones after the cursor, or before it where it walks back. */
export async function idsBySignIn(
  ids: readonly string[],
  sort: SignInSort,
  cursor: Cursor | null,
  take: number,
): Promise<string[]> {
  const falls = (sort === 'last-sign-in') !== (cursor?.back ?? false);
  const [beyond, way] = falls ? [Prisma.sql`<`, Prisma.sql`DESC`] : [Prisma.sql`>`, Prisma.sql`ASC`];
  const from = cursor
    ? Prisma.sql`WHERE (at, id) ${beyond} (${valueIn(cursor)}::timestamptz, ${cursor.id}::uuid)`
    : Prisma.empty;
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      SELECT listed.id, coalesce(
        (SELECT max(started_at) FROM session WHERE operator_id = listed.id), ${never}::timestamptz
      ) AS at
      FROM unnest(${[...ids]}::uuid[]) AS listed (id)
    ) AS seen ${from} ORDER BY at ${way}, id ${way} LIMIT ${take}`;
  return rows.map(({ id }) => id);
}

function valueIn({ value, id }: Cursor): string {
  if (!uuid.test(id)) throw damaged();
  return value === never ? never : instantOf(value).toISOString();
}
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
