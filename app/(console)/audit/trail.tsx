import { ArrowRight, SearchX } from 'lucide-react';
import { DaySpan } from '#components/audit/day-span.tsx';
import { EventDrawer } from '#components/audit/event-drawer.tsx';
import { EventRows } from '#components/audit/event-rows.tsx';
import { type FacetGroup, Facets } from '#components/audit/facets.tsx';
import { MissingEvent } from '#components/audit/missing-event.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/cx.ts';
import { Empty } from '#components/ui/empty.tsx';
import { formatCount } from '#components/ui/format.ts';
import type { AuditEventPage, countFacets, listEvents } from '#lib/audit/queries.ts';
import type { AuditFilter } from '#lib/audit/schema.ts';
import { certificateWords } from '#lib/connections/certificates.ts';
import { env } from '#lib/env.ts';
import { paths } from '#lib/paths.ts';
import { hrefWith } from '../href.ts';
import { keptBy, placeOf, saidBy, totalOf } from './view.ts';

interface TrailProps {
  filter: AuditFilter;
  facets: FacetGroup[];
  counts: Awaited<ReturnType<typeof countFacets>>;
  page: Awaited<ReturnType<typeof listEvents>>;
  /** Null also where the event of the address is not there. */
  event: AuditEventPage | null;
  now: Date;
}

/** Facets, list and drawer side by side; narrow, the drawer above its list. */
export function Trail(props: TrailProps) {
  const { filter, facets } = props;
  const isOpen = filter.event !== undefined;
  return (
    <div
      className={cx(
        'grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] border-t border-line',
        isOpen
          ? 'narrow:grid-cols-[minmax(0,1fr)_360px] wide:grid-cols-[208px_minmax(0,1fr)_424px]'
          : 'wide:grid-cols-[208px_minmax(0,1fr)]',
      )}
    >
      <div className="hidden content-start gap-6 py-3.5 pr-4 pl-6 wide:grid">
        <Facets
          groups={facets}
          action={paths.audit}
          keep={keptBy(filter, ...facets.map(({ name }) => name))}
        />
        <DaySpan action={paths.audit} from={filter.from} to={filter.to} keep={keptBy(filter, 'from', 'to')} />
      </div>
      <div className={cx('min-w-0 border-line wide:border-l', isOpen && 'order-2 narrow:order-none')}>
        <Events {...props} />
      </div>
      {isOpen ? <Drawer {...props} /> : null}
    </div>
  );
}

function Events({ filter, page, counts, now }: TrailProps) {
  if (page.rows.length === 0) return <NoEvents isFiltered={Object.values(saidBy(filter)).some(Boolean)} />;
  return (
    <>
      <EventRows
        rows={page.rows}
        open={filter.event ?? null}
        hrefOf={(number) => hrefWith(paths.audit, saidBy(filter), placeOf(filter), { event: number })}
        now={now}
      />
      <Pages filter={filter} page={page} total={totalOf(filter, counts)} />
    </>
  );
}

function Drawer({ filter, event, now }: TrailProps) {
  const closeHref = hrefWith(paths.audit, saidBy(filter), placeOf(filter));
  return (
    <div className="min-w-0 border-b border-line bg-raised narrow:border-b-0 narrow:border-l">
      <div className="narrow:sticky narrow:top-[calc(var(--edge)+var(--bar))] narrow:max-h-[calc(100vh-var(--edge)-var(--bar))] narrow:overflow-y-auto">
        {event ? (
          <EventDrawer
            shorten={certificateWords}
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
