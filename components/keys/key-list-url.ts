import type { KeyFilter } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';

const usualSize = 50;

type View = Partial<Record<keyof KeyFilter | 'from', string | number | undefined>>;

/** What the address of the list says, without the page: a changed filter starts at the first one. */
export function viewOf({ q, state, kind, application, mode, sort, size }: KeyFilter): View {
  return {
    q,
    state,
    kind,
    application,
    mode,
    sort: sort === 'newest' ? undefined : sort,
    size: size === usualSize ? undefined : size,
  };
}

/** The address of the list under `view` with some of it changed; what is undefined or empty is left out. */
export function keyListHref(view: View, changed: View = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...view, ...changed })) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${paths.keys}?${text}` : paths.keys;
}

export function isFiltered({ q, state, kind, application, mode }: KeyFilter): boolean {
  return [q, state, kind, application, mode].some(Boolean);
}
