import { Search } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

interface FiltersProps {
  /** The page's own path: the form is a GET, so that it works before scripts and the view has an address. */
  action: string;
  search?: { name?: string; label: string; value?: string };
  /** What the URL already says and the search must keep. */
  keep?: Record<string, string | readonly string[] | undefined>;
  /** `Facet`s. */
  children?: ReactNode;
  /** Shown when anything is filtered. */
  clearHref?: string;
  /** At the right end: "Times in UTC". */
  end?: ReactNode;
}

export function Filters({ action, search, keep = {}, children, clearHref, end }: FiltersProps) {
  return (
    <div className="filters">
      {search ? (
        <form action={action} method="get">
          {Object.entries(keep).flatMap(([name, values]) =>
            [values ?? []]
              .flat()
              .map((value) =>
                value ? <input key={`${name} ${value}`} type="hidden" name={name} value={value} /> : null,
              ),
          )}
          <label className="search">
            <Search />
            <span className="sr-only">{search.label}</span>
            <input
              type="search"
              name={search.name ?? 'q'}
              placeholder={search.label}
              defaultValue={search.value}
              maxLength={200}
            />
          </label>
        </form>
      ) : null}
      {children}
      {clearHref ? (
        <Link className="link ml-1 text-12" href={clearHref}>
          Clear
        </Link>
      ) : null}
      <span className="ml-auto text-12 text-ink-3">{end}</span>
    </div>
  );
}
