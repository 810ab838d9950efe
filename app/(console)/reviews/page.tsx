import { ClipboardCheck, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import type { z } from 'zod';
import { ListSkeleton } from '#components/audit/list-skeleton.tsx';
import { ReviewRows } from '#components/reviews/review-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer, type Viewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listReviews } from '#lib/reviews/queries.ts';
import { ReviewFilter } from '#lib/reviews/schema.ts';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';
import { WhileLoading } from '../keys/(list)/while-loading.tsx';

export const metadata: Metadata = { title: 'Access reviews' };

export default async function Reviews({ searchParams }: { searchParams: Search }) {
  const filter = ReviewFilter.parse(await searchFrom(searchParams));
  const viewer = await requireViewer(paths.reviews);
  if (!viewer.can('read', 'ReviewCampaign')) notFound();
  const start = viewer.can('review.start', 'ReviewCampaign') ? (
    <LinkButton variant="primary" icon={<Plus />} href={paths.newReview}>
      New review
    </LinkButton>
  ) : null;
  return (
    <Page>
      <PageHead title="Access reviews" actions={start} />
      <WhileLoading skeleton={<ListSkeleton label="Access reviews" columns={3} />}>
        <ReviewList viewer={viewer} filter={filter} />
      </WhileLoading>
    </Page>
  );
}

async function ReviewList({ viewer, filter }: { viewer: Viewer; filter: z.infer<typeof ReviewFilter> }) {
  const page = await orDamaged(listReviews(viewer.reader, filter));
  if (!page) redirect(paths.reviews);
  return (
    <Panel label="Access reviews">
      {page.rows.length === 0 ? (
        <Empty title="No access reviews yet" art={<ClipboardCheck />}>
          A review asks of each right who keeps it. What nobody answers for is suspended at its due date, and
          ends 7 days later.
        </Empty>
      ) : (
        <>
          <ReviewRows rows={page.rows} now={viewer.now} />
          {page.previous || page.next ? (
            <Pager
              noun="reviews"
              previousHref={page.previous ? hrefWith(paths.reviews, { after: page.previous }) : undefined}
              nextHref={page.next ? hrefWith(paths.reviews, { after: page.next }) : undefined}
            />
          ) : null}
        </>
      )}
    </Panel>
  );
}
