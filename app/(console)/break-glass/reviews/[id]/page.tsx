import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { OpeningAccount } from '#components/break-glass/opening-account.tsx';
import { ReviewForm } from '#components/break-glass/review-form.tsx';
import { utcMinute } from '#components/ui/format.ts';
import { Page, PageHead, Stack } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { readOpening } from '#lib/break-glass/queries.ts';
import { paths } from '#lib/paths.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import { signReview } from '../../actions.ts';
import { breakGlassFrame, crumbs } from '../../frame.ts';

export const metadata: Metadata = { title: 'Review of break-glass' };

export default async function Review({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const here = paths.breakGlassReview(id);
  const viewer = await requireViewer(here);
  if (!viewer.can('read', 'BreakGlassOpening')) notFound();
  const opening = await orNotFound(readOpening(viewer.reader, id));
  const title = `${opening.drill ? 'Drill' : 'Break-glass'} of ${utcMinute(opening.firstAt)}`;
  const blocked =
    opening.phase === 'over' ? opening.blocked : 'It is not over yet. Its review is signed afterwards.';
  return (
    <Page>
      <PageHead title={title} crumbs={[...crumbs, { label: title }]} />
      <Stack>
        <OpeningAccount opening={opening} now={viewer.now} />
        {opening.reviewedAt ? null : (
          <ReviewForm frame={{ ...breakGlassFrame(viewer, here), blocked }} action={signReview} id={id} />
        )}
      </Stack>
    </Page>
  );
}
