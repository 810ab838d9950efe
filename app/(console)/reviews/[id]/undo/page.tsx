import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { UndoForm } from '#components/reviews/undo-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { namedItems, readReview } from '#lib/reviews/queries.ts';
import { itemState } from '#lib/reviews/rules.ts';
import { idFrom, orNotFound, type Search, searchFrom } from '../../../found.ts';
import { undoReview } from '../../actions.ts';
import { reviewFrame } from '../../frame.ts';
import { nothingTicked, tickedIn } from '../../ids.ts';

export const metadata: Metadata = { title: 'Give back' };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Undo({ params, searchParams }: Props) {
  const id = await idFrom(params);
  const { ids, backHref, returnTo } = tickedIn(id, 'undo', await searchFrom(searchParams));
  const viewer = await requireViewer(returnTo);
  const review = await orNotFound(readReview(viewer.reader, id));
  const items = await namedItems(viewer.reader, id, ids);
  if (ids.length > 0 && items.length === 0) notFound();
  const suspended = items.filter((item) => itemState(item) === 'suspended');
  const notSuspended = ids.length === 0 ? nothingTicked : 'This is not suspended by the review.';
  const blocked = suspended.length > 0 ? null : notSuspended;
  return (
    <Page>
      <PageHead
        title={review.name}
        crumbs={[
          { label: 'Access reviews', href: paths.reviews },
          { label: review.name, href: paths.review(id) },
        ]}
      />
      <UndoForm
        frame={{ ...reviewFrame(viewer, returnTo, id), backHref, blocked }}
        action={undoReview}
        items={suspended.map(({ id: item, label, account }) => ({
          id: item,
          label,
          isAccount: account !== null,
        }))}
      />
    </Page>
  );
}
