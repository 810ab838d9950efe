import { z } from 'zod';

/** Ids out of an address, where one or several may stand. */
export function idsIn(said: string | string[] | undefined): string[] {
  const all = said === undefined ? [] : [said].flat();
  return [...new Set(all)].filter((id) => z.uuid().safeParse(id).success);
}
