export type Query = Record<string, string | number | bigint | undefined>;

/** An address of a list: the filters that say something, in a fixed order, and nothing else. */
export function hrefWith(path: string, ...queries: Query[]): string {
  const merged = Object.assign({}, ...queries) as Query;
  const said = Object.entries(merged).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `${path}?${search}` : path;
}
