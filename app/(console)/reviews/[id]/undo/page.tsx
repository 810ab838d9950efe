import { Undo2 } from 'lucide-react';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ConfirmForm } from '#components/forms/confirm-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { namedItems, readReview } from '#lib/reviews/queries.ts';
import { itemState } from '#lib/reviews/rules.ts';
import { idFrom, orNotFound, type Search, searchFrom } from '../../../found.ts';
import { undoReview } from '../../actions.ts';
import { reviewFrame } from '../../frame.ts';
import { idsIn } from '../../ids.ts';

export const metadata: Metadata = { title: 'Give back' };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Search;
}

export default async function Undo({ params, searchParams }: Props) {
  const id = await idFrom(params);
  const [named = ''] = idsIn((await searchFrom(searchParams)).item);
  const returnTo = `${paths.review(id, 'undo')}?item=${named}`;
  const viewer = await requireViewer(returnTo);
  const review = await orNotFound(readReview(viewer.reader, id));
  const [item] = named ? await namedItems(viewer.reader, id, [named]) : [];
  if (!item) notFound();
  const blocked = itemState(item) === 'suspended' ? null : 'This is not suspended by the review.';
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
        action={undoReview}
        id={item.id}
        title="Give back"
        effect={{ tone: 'warn', title: `${item.label} is in force again.` }}
        next="It counts from their next click, and the evidence names you as who kept it."
        submit={{ label: 'Give back', pendingLabel: 'Giving back', icon: <Undo2 /> }}
        doneNotice="In force again."
      />
    </Page>
  );
}
