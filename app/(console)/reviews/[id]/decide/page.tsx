import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DecideForm } from '#components/reviews/decide-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { namedItems, readReview } from '#lib/reviews/queries.ts';
import { idFrom, orNotFound, type Search, searchFrom } from '../../../found.ts';
import { decideReview } from '../../actions.ts';
import { reviewFrame } from '../../frame.ts';
import { nothingTicked, tickedIn } from '../../ids.ts';

export const metadata: Metadata = { title: 'Decide' };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Decide({ params, searchParams }: Props) {
  const id = await idFrom(params);
  const { ids, backHref, returnTo } = tickedIn(id, 'decide', await searchFrom(searchParams));
  const viewer = await requireViewer(returnTo);
  const review = await orNotFound(readReview(viewer.reader, id));
  const items = await namedItems(viewer.reader, id, ids);
  if (ids.length > 0 && items.length === 0) notFound();
  const open = items.filter((item) => item.decision === null);
  const frame = { ...reviewFrame(viewer, returnTo, id), backHref };
  const blocked =
    review.state !== 'open'
      ? 'The time of this review is over.'
      : ids.length === 0
        ? nothingTicked
        : open.length === 0
          ? 'This was decided already.'
          : null;
  return (
    <Page>
      <PageHead
        title={review.name}
        crumbs={[
          { label: 'Access reviews', href: paths.reviews },
          { label: review.name, href: paths.review(id) },
        ]}
      />
      <DecideForm
        frame={{ ...frame, blocked }}
        action={decideReview}
        items={open.map(({ id: item, label, account, lastUsedAt, lastUsedFor }) => ({
          id: item,
          label,
          account,
          lastUsedAt,
          lastUsedFor,
        }))}
        now={viewer.now}
      />
    </Page>
  );
}
