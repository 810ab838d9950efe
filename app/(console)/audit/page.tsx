import { ArrowRight, SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DaySpan } from '#components/audit/day-span.tsx';
import { EventDrawer } from '#components/audit/event-drawer.tsx';
import { EventRows } from '#components/audit/event-rows.tsx';
import { Facets } from '#components/audit/facets.tsx';
import { MissingEvent } from '#components/audit/missing-event.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/cx.ts';
import { Empty } from '#components/ui/empty.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Note } from '#components/ui/note.tsx';
import { PageHead } from '#components/ui/page.tsx';
import { countFacets, listEvents } from '#lib/audit/queries.ts';
import { AuditFilter } from '#lib/audit/schema.ts';
import { requireViewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { AuditFilters } from './audit-filters.tsx';
import { eventOf, storable } from './event.ts';
import { seesOnlyOwn } from './reach.ts';
import { facetsOf, keptBy, placeOf, saidBy, totalOf } from './view.ts';

export const metadata: Metadata = { title: 'Audit' };

export default async function Audit({ searchParams }: { searchParams: Search }) {
  const filter = storable(AuditFilter.parse(await searchFrom(searchParams)));
  const viewer = await requireViewer(hrefWith(paths.audit, saidBy(filter), { event: filter.event }));
  if (!viewer.can('read', 'AuditEvent')) notFound();
  const { reader, now } = viewer;
  // Counted without the facets themselves: what is not chosen stays a choice with its figure.
  const unfaceted = {
    ...filter,
    outcome: undefined,
    subject: undefined,
    sensitivity: undefined,
    actorKind: undefined,
  };
  const [page, counts, event] = await Promise.all([
    listEvents(reader, filter),
    countFacets(reader, unfaceted),
    filter.event === undefined ? null : eventOf(reader, filter.event),
  ]);
  const facets = facetsOf(filter, counts);
  const closeHref = hrefWith(paths.audit, saidBy(filter), placeOf(filter));
  return (
    <>
      <div className="px-4 pt-5 pb-3 narrow:px-6">
        <PageHead title="Audit" />
        <AuditFilters filter={filter} facets={facets} now={now} label={page.rows[0]?.subjectLabel} />
        {seesOnlyOwn(viewer) ? (
          <Note title="These are your own actions.">Your roles do not permit the trail of others.</Note>
        ) : null}
      </div>
      <div
        className={cx(
          'grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] border-t border-line',
          filter.event === undefined
            ? 'wide:grid-cols-[208px_minmax(0,1fr)]'
            : 'narrow:grid-cols-[minmax(0,1fr)_360px] wide:grid-cols-[208px_minmax(0,1fr)_424px]',
        )}
      >
        <div className="hidden content-start gap-6 py-3.5 pr-4 pl-6 wide:grid">
          <Facets
            groups={facets}
            action={paths.audit}
            keep={keptBy(filter, ...facets.map(({ name }) => name))}
          />
          <DaySpan
            action={paths.audit}
            from={filter.from}
            to={filter.to}
            keep={keptBy(filter, 'from', 'to')}
          />
        </div>
        <div
          className={cx(
            'min-w-0 border-line wide:border-l',
            filter.event !== undefined && 'order-2 narrow:order-none',
          )}
        >
          {page.rows.length === 0 ? (
            <NoEvents isFiltered={Object.values(saidBy(filter)).some(Boolean)} />
          ) : (
            <>
              <EventRows
                rows={page.rows}
                open={filter.event ?? null}
                hrefOf={(number) => hrefWith(paths.audit, saidBy(filter), placeOf(filter), { event: number })}
                now={now}
              />
              <Pages filter={filter} page={page} total={totalOf(filter, counts)} />
            </>
          )}
        </div>
        {filter.event === undefined ? null : (
          <div className="min-w-0 border-b border-line bg-raised narrow:border-b-0 narrow:border-l">
            <div className="narrow:sticky narrow:top-[calc(var(--edge)+var(--bar))] narrow:max-h-[calc(100vh-var(--edge)-var(--bar))] narrow:overflow-y-auto">
              {event ? (
                <EventDrawer
                  event={event}
                  now={now}
                  closeHref={closeHref}
                  link={new URL(paths.auditEvent(String(event.number)), env().publicUrl).href}
                />
              ) : (
                <MissingEvent closeHref={closeHref} />
              )}
            </div>
          </div>
        )}
      </div>
    </>
  );
}

function NoEvents({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered)
    return (
      <Empty title="Nothing has happened yet">
        Every change and every refusal of one will stand here, in the order in which it happened.
      </Empty>
    );
  return (
    <Empty
      title="No event matches"
      art={<SearchX />}
      actions={
        <LinkButton size="sm" href={paths.audit}>
          Clear filters
        </LinkButton>
      }
    >
      Nothing in the trail that you may read fits these filters.
    </Empty>
  );
}

interface PagesProps {
  filter: AuditFilter;
  page: { rows: unknown[]; next: string | null; previous: string | null };
  total: number | null;
}

/** Pages are named by event numbers, so they stay put while the trail grows. */
function Pages({ filter, page, total }: PagesProps) {
  const shown = `${formatCount(page.rows.length)}${total === null ? '' : ` of ${formatCount(total)}`}`;
  return (
    <nav className="pager" aria-label="Pages of the trail">
      <span>
        {shown} {total === 1 ? 'event' : 'events'}
      </span>
      {page.previous ? (
        <LinkButton size="sm" href={hrefWith(paths.audit, saidBy(filter), { after: page.previous })}>
          Newer
        </LinkButton>
      ) : (
        <Button size="sm" disabled>
          Newer
        </Button>
      )}
      {page.next ? (
        <LinkButton size="sm" href={hrefWith(paths.audit, saidBy(filter), { before: page.next })}>
          Older
          <ArrowRight />
        </LinkButton>
      ) : (
        <Button size="sm" disabled>
          Older
          <ArrowRight />
        </Button>
      )}
    </nav>
  );
}
