import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound, Refusal } from '../errors.ts';

/** A key named by id, or by name where that is one key alone: for the command line. Throws `not_found` or `conflict`. */
export async function keyIdByName(reader: Reader, named: string, application?: string): Promise<string> {
  const byId = /^[0-9a-f-]{36}$/i.test(named);
  const found = await db().apiKey.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'ApiKey'),
        byId ? { id: named } : { name: named, environmentId: reader.environment },
        application ? { application: { is: { name: application } } } : {},
      ],
    },
    select: { id: true },
    take: 2,
  });
  const [only, second] = found;
  if (!only) throw notFound(`A key named ${named} in ${reader.environment}`);
  if (second)
    throw new Refusal('conflict', `More than one key is named ${named}. Name its application, too.`);
  return only.id;
}
