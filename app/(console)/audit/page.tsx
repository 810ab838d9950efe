import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { Note } from '#components/ui/note.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { countFacets, listEvents } from '#lib/audit/queries.ts';
import { AuditFilter } from '#lib/audit/schema.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { eventOf, storable } from './event.ts';
import { seesOnlyOwn } from './reach.ts';
import { Trail } from './trail.tsx';
import { facetsOf, saidBy } from './view.ts';

export const metadata: Metadata = { title: 'Audit' };

export default async function Audit({ searchParams }: { searchParams: Search }) {
  const filter = storable(AuditFilter.parse(await searchFrom(searchParams)));
  const viewer = await requireViewer(hrefWith(paths.audit, saidBy(filter), { event: filter.event }));
  if (!viewer.can('read', 'AuditEvent')) notFound();
  const skeleton = (
    <Page>
      <PageHead title="Audit" />
      <ListSkeleton label="Events" columns={3} />
    </Page>
  );
  return (
    <WhileLoading skeleton={skeleton}>
      <AuditTrail viewer={viewer} filter={filter} />
    </WhileLoading>
  );
}

async function AuditTrail({ viewer, filter }: { viewer: Viewer; filter: AuditFilter }) {
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
  return (
    <>
      <div className="px-4 pt-5 pb-3 narrow:px-6">
        <PageHead
          title="Audit"
          actions={
            viewer.can('audit.export', 'AuditEvent') ? (
              <ExportMenu list="audit" noun="events" filter={saidBy(filter)} />
            ) : null
          }
        />
        <AuditFilters filter={filter} facets={facets} now={now} label={page.rows[0]?.subjectLabel} />
        {seesOnlyOwn(viewer) ? (
          <Note className="mt-3" title="These are your own actions.">
            Your roles do not permit the trail of others.
          </Note>
        ) : null}
      </div>
      <Trail filter={filter} facets={facets} counts={counts} page={page} event={event} now={now} />
    </>
  );
}
