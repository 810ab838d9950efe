import { ClipboardCheck, Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { ReviewRows } from '#components/reviews/review-rows.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Empty } from '#components/ui/empty.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { listReviews } from '#lib/reviews/queries.ts';
import { ReviewFilter } from '#lib/reviews/schema.ts';
import { orDamaged, type Search, searchFrom } from '../found.ts';
import { hrefWith } from '../href.ts';

export const metadata: Metadata = { title: 'Access reviews' };

export default async function Reviews({ searchParams }: { searchParams: Search }) {
  const filter = ReviewFilter.parse(await searchFrom(searchParams));
  const viewer = await requireViewer(paths.reviews);
  if (!viewer.can('read', 'ReviewCampaign')) notFound();
  const page = await orDamaged(listReviews(viewer.reader, filter));
  if (!page) redirect(paths.reviews);
  const start = viewer.can('review.start', 'ReviewCampaign') ? (
    <LinkButton variant="primary" icon={<Plus />} href={paths.newReview}>
      New review
    </LinkButton>
  ) : null;
  return (
    <Page>
      <PageHead title="Access reviews" actions={page.rows.length > 0 ? start : null} />
      <Panel label="Access reviews">
        {page.rows.length === 0 ? (
          <Empty title="No access reviews yet" art={<ClipboardCheck />} actions={start}>
            A review asks of each right who keeps it. What nobody answers for is suspended at its due date,
            and ends 7 days later.
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
    </Page>
  );
}
