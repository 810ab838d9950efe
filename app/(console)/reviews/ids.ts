import { z } from 'zod';
import { paths } from '#lib/paths.ts';
import { mostAtOnce } from '#lib/reviews/rules.ts';
import { ItemFilter } from '#lib/reviews/schema.ts';
import { hrefWith } from '../href.ts';

/** Ids out of an address, where one or several may stand. */
export function idsIn(said: string | string[] | undefined): string[] {
  const all = said === undefined ? [] : [said].flat();
  return [...new Set(all)].filter((id) => z.uuid().safeParse(id).success);
}

export const nothingTicked = 'Nothing is ticked. Go back, and tick the rights that you mean.';

/** The ticked rights, and the place in the list from which they were ticked: there it leads back. */
export function tickedIn(
  id: string,
  verb: 'decide' | 'undo',
  said: Record<string, string | string[] | undefined>,
) {
  const ids = idsIn(said.item).slice(0, mostAtOnce);
  const { show, after } = ItemFilter.parse(said);
  const place = { show: show === 'all' ? undefined : show, after };
  const named = ids.map((item) => `item=${item}`).join('&');
  const here = hrefWith(paths.review(id, verb), place);
  return {
    ids,
    backHref: hrefWith(paths.review(id), place),
    returnTo: `${here}${here.includes('?') ? '&' : '?'}${named}`,
  };
}
