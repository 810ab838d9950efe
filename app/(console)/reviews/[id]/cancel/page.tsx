import { Ban } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { readReview } from '#lib/reviews/queries.ts';
import { heldByOwn } from '#lib/reviews/rules.ts';
import { idFrom, orNotFound } from '../../../found.ts';
import { cancelReview } from '../../actions.ts';
import { reviewFrame } from '../../frame.ts';

export const metadata: Metadata = { title: 'Cancel review' };

export default async function Cancel({ params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const returnTo = paths.review(id, 'cancel');
  const viewer = await requireViewer(returnTo);
  const review = await orNotFound(readReview(viewer.reader, id));
  if (!viewer.can('review.cancel', 'ReviewCampaign')) notFound();
  const blocked =
    review.state !== 'open' ? 'This review is over already.' : review.own > 0 ? heldByOwn : null;
  return (
    <Page>
      <PageHead
        title={review.name}
        crumbs={[
          { label: 'Access reviews', href: paths.reviews },
          { label: review.name, href: paths.review(id) },
        ]}
      />
      <ConfirmForm
        frame={{ ...reviewFrame(viewer, returnTo, id), blocked }}
        action={cancelReview}
        id={id}
        title="Cancel the review"
        effect={{
          tone: 'warn',
          title: `${review.items - review.answered} rights stay unanswered and in force.`,
          text: 'What was decided stays decided.',
        }}
        next="Nothing is suspended at its due date, and all account owners are told. A new review can be started."
        submit={{ label: 'Cancel the review', pendingLabel: 'Cancelling', icon: <Ban />, danger: true }}
        doneNotice="The review is cancelled."
      />
    </Page>
  );
}
