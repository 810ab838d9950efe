import type { FacetGroup } from '#components/audit/facets.tsx';
import { Facet } from '#components/ui/facet.tsx';
import { Filters } from '#components/ui/filters.tsx';
import type { AuditFilter } from '#lib/audit/schema.ts';
import { paths } from '#lib/paths.ts';
import { hrefWith } from '../href.ts';
import { keptBy, saidBy, spansOf } from './view.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  facets: FacetGroup[];
  now: Date;
  /** Of the first event shown: what to call the one subject that the list is about. */
  label: string | undefined;
}

/** The bar above the trail; where the facets have no column of their own, it holds them, too. */
export function AuditFilters({ filter, facets, now, label }: AuditFiltersProps) {
  const without = (...names: string[]) =>
    hrefWith(paths.audit, saidBy(filter), Object.fromEntries(names.map((name) => [name, undefined])));
  const isFiltered = Object.entries(saidBy(filter)).some(([name, value]) => name !== 'size' && value);
  return (
    <div className="[&_.filters]:mb-0 [&_.search]:narrow:w-90">
      <Filters
        action={paths.audit}
        search={{ label: 'Search in actor, subject, reason, address', ...(filter.q && { value: filter.q }) }}
        keep={keptBy(filter, 'q')}
        {...(isFiltered && { clearHref: paths.audit })}
        end="Times in UTC · newest first"
      >
        <Facet label="When" options={spansOf(filter, now)} clearHref={without('from', 'to')} />
        {filter.subjectId ? (
          <Facet
            label="Only"
            options={[{ label: label ?? 'one subject', href: without(), chosen: true }]}
            clearHref={without('subject', 'subjectId')}
          />
        ) : null}
        {filter.action ? (
          <Facet
            label="Action"
            options={[{ label: filter.action, href: without(), chosen: true }]}
            clearHref={without('action')}
          />
        ) : null}
        <span className="contents wide:hidden">
          {facets.map(({ name, label: word, options }) => (
            <Facet key={name} label={word} options={options} clearHref={without(name)} />
          ))}
        </span>
      </Filters>
    </div>
  );
}
