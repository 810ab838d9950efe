import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ItemRows } from '#components/reviews/item-rows.tsx';
import { stateWords } from '#components/reviews/review-words.ts';
import { LinkButton } from '#components/ui/button.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listItems, readReview } from '#lib/reviews/queries.ts';
import { ItemFilter } from '#lib/reviews/schema.ts';
import { idFrom, orDamaged, orNotFound, type Search, searchFrom } from '../../found.ts';
import { hrefWith } from '../../href.ts';

export const metadata: Metadata = { title: 'Access review' };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Review({ params, searchParams }: Props) {
  const id = await idFrom(params);
  const viewer = await requireViewer(paths.review(id));
  const review = await orNotFound(readReview(viewer.reader, id));
  const search = await searchFrom(searchParams);
  const filter = ItemFilter.parse(search);
  const isTicked = search.tick === 'all';
  const page = await orDamaged(listItems(viewer.reader, id, filter));
  if (!page) redirect(paths.review(id));
  const to = (show: string, after?: string | null, tick?: 'all') =>
    hrefWith(paths.review(id), { show: show === 'all' ? undefined : show, after: after ?? undefined, tick });
  const tab = (show: ItemFilter['show'], label: string, count?: number) => ({
    label,
    href: to(show),
    current: filter.show === show,
    ...(count !== undefined && { count }),
  });
  return (
    <Page>
      <PageHead
        title={review.name}
        crumbs={[{ label: 'Access reviews', href: paths.reviews }, { label: review.name }]}
        detail={<span>{stateWords(review, viewer.now)}</span>}
        actions={
          <div className="flex flex-wrap gap-2">
            {viewer.can('review.export', 'ReviewCampaign') ? (
              <form action={paths.reviewEvidence(id)} method="post" className="flex gap-2">
                <button type="submit" className="btn" name="format" value="csv">
                  Evidence, CSV
                </button>
                <button type="submit" className="btn" name="format" value="json">
                  Evidence, JSON
                </button>
              </form>
            ) : null}
            {review.state === 'open' && viewer.can('review.cancel', 'ReviewCampaign') ? (
              <LinkButton href={paths.review(id, 'cancel')}>Cancel review…</LinkButton>
            ) : null}
          </div>
        }
      />
      <Tabs
        label="Rights"
        tabs={[
          tab('all', 'All', review.items),
          tab('unanswered', 'Unanswered', review.items - review.answered),
          ...(review.mine > 0 ? [tab('mine', 'For you', review.mine)] : []),
          ...(review.suspended > 0 ? [tab('suspended', 'Suspended', review.suspended)] : []),
        ]}
      />
      <Panel label="Rights under review">
        <ItemRows
          reviewId={id}
          rows={page.rows}
          place={{ show: filter.show, after: filter.after }}
          ticked={isTicked}
          tickHref={to(filter.show, filter.after, isTicked ? undefined : 'all')}
          may={{
            people: viewer.can('read', 'Operator'),
            groups: viewer.can('read', 'Group'),
            accounts: viewer.can('read', 'ApiKey'),
          }}
          isOver={review.state === 'settled' || review.state === 'closed'}
          now={viewer.now}
        />
        {page.previous || page.next ? (
          <Pager
            noun="rights"
            previousHref={page.previous ? to(filter.show, page.previous) : undefined}
            nextHref={page.next ? to(filter.show, page.next) : undefined}
          />
        ) : null}
      </Panel>
    </Page>
  );
}
