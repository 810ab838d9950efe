import { ListFilter, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { ExportMenu } from '#components/exports/export-menu.tsx';
import { KeyFilters, KeyTabs } from '#components/keys/key-filters.tsx';
import { KeyListSkeleton } from '#components/keys/key-list-skeleton.tsx';
import { isFiltered, keyListHref, viewOf } from '#components/keys/key-list-url.ts';
import { KeyTable } from '#components/keys/key-table.tsx';
import { Button, LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { formatCount } from '#components/ui/format.ts';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { mayOn } from '#lib/access/ability.ts';
import { applicationsForNewKey } from '#lib/applications/for-new-key.ts';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { countKeys, listKeys } from '#lib/keys/queries.ts';
import { KeyFilter } from '#lib/keys/schema.ts';
import { paths } from '#lib/paths.ts';
import { orDamaged } from '../../found.ts';
import { keyActions } from '../key-actions.ts';
import { WhileLoading } from './while-loading.tsx';

export const metadata: Metadata = { title: 'Keys' };

type Query = Record<string, string | string[] | undefined>;
interface Props {
  searchParams: Promise<Query>;
}

export default async function KeysPage({ searchParams }: Props) {
  const viewer = await requireViewer(paths.keys);
  if (!viewer.can('read', 'ApiKey')) notFound();
  return (
    <WhileLoading skeleton={<KeyListSkeleton />}>
      <KeyList viewer={viewer} query={await searchParams} />
    </WhileLoading>
  );
}

async function KeyList({ viewer, query }: { viewer: Viewer; query: Query }) {
  const filter = KeyFilter.parse(query);
  const view = viewOf(filter);
  const [page, counts, applications] = await Promise.all([
    orDamaged(listKeys(viewer.reader, filter)),
    countKeys(viewer.reader, filter),
    applicationsForNewKey(viewer.reader),
  ]);
  // A cut or foreign cursor: the same list from its start.
  if (!page) redirect(keyListHref(view));
  const action = <NewKey may={mayCreate(viewer, applications)} />;
  if (counts.all === 0 && !isFiltered(filter)) return <NoKeys action={action} />;

  const from = filter.after ? firstOf(query.from) : 1;
  const total = counts[filter.state ?? 'all'];
  return (
    <Page>
      <PageHead
        title="Keys"
        actions={
          <>
            <ExportMenu list="keys" noun="keys" filter={view} />
            {action}
          </>
        }
      />
      <KeyTabs filter={filter} counts={counts} />
      <KeyFilters filter={filter} applications={applications} />
      <Panel label="Keys">
        {page.rows.length === 0 ? (
          <NoMatch filter={filter} all={(await countKeys(viewer.reader, KeyFilter.parse({}))).all} />
        ) : (
          <>
            <KeyTable
              rows={page.rows.map((key) => ({ key, actions: keyActions(viewer, key) }))}
              filter={filter}
              now={viewer.reader.now}
            />
            <Pager
              noun={total === 1 ? 'key' : 'keys'}
              from={from}
              to={Math.min(from + page.rows.length - 1, Math.max(total, page.rows.length))}
              total={total}
              previousHref={
                page.previous
                  ? keyListHref(view, { after: page.previous, from: Math.max(1, from - filter.size) })
                  : undefined
              }
              nextHref={
                page.next ? keyListHref(view, { after: page.next, from: from + page.rows.length }) : undefined
              }
            />
          </>
        )}
      </Panel>
    </Page>
  );
}

/** never: absent. blocked: shown, disabled, with the reason. */
function mayCreate(viewer: Viewer, applications: { id: string }[]): 'yes' | 'blocked' | 'never' {
  if (!viewer.can('key.create', 'ApiKey')) return 'never';
  const { environment: environmentId, access } = viewer;
  const ids = [null, ...applications.map(({ id }) => id)];
  return ids.some((applicationId) => mayOn(access, 'key.create', 'ApiKey', { environmentId, applicationId }))
    ? 'yes'
    : 'blocked';
}

function NewKey({ may }: { may: 'yes' | 'blocked' | 'never' }) {
  if (may === 'never') return null;
  if (may === 'yes')
    return (
      <LinkButton variant="primary" icon={<Plus />} href={paths.newKey}>
        New key
      </LinkButton>
    );
  return (
    <>
      <span className="text-12 text-ink-3">In another environment, or for your own applications</span>
      <Button icon={<Plus />} disabled>
        New key
      </Button>
    </>
  );
}

function NoKeys({ action }: { action: ReactNode }) {
  return (
    <Page>
      <PageHead title="Keys" />
      <Panel label="Keys">
        <Empty title="No keys here yet" actions={action}>
          A key lets one application call. Start with its name and where it calls from: five fields, one
          minute.
        </Empty>
      </Panel>
    </Page>
  );
}

function NoMatch({ filter, all }: { filter: KeyFilter; all: number }) {
  const among = all === 1 ? 'the one key' : `the ${formatCount(all)} keys`;
  return (
    <Empty
      title="No key matches"
      art={<ListFilter />}
      actions={
        <LinkButton size="sm" href={paths.keys}>
          Clear filters
        </LinkButton>
      }
    >
      {filter.q
        ? `Nothing is named “${filter.q}” among ${among} you may see here.`
        : `None of ${among} you may see here is like that.`}
    </Empty>
  );
}

// Only for the words "51–100": the page itself is found by its cursor.
function firstOf(text: string | string[] | undefined): number {
  const from = Number(text);
  return Number.isSafeInteger(from) && from > 0 ? from : 1;
}
