import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ScopeForm } from '#components/reviews/scope-form.tsx';
import { StartForm } from '#components/reviews/start-form.tsx';
import { Page, PageHead } from '#components/ui/page.tsx';
import { requireViewer } from '#lib/auth/current.ts';
import { paths } from '#lib/paths.ts';
import { countScope, scopeChoices } from '#lib/reviews/queries.ts';
import { mostItems } from '#lib/reviews/rules.ts';
import { ReviewScope } from '#lib/reviews/schema.ts';
import { type Search, searchFrom } from '../../found.ts';
import { startReview } from '../actions.ts';
import { reviewFrame } from '../frame.ts';

export const metadata: Metadata = { title: 'New access review' };

export default async function NewReview({ searchParams }: { searchParams: Search }) {
  const viewer = await requireViewer(paths.newReview);
  if (!viewer.can('review.start', 'ReviewCampaign')) notFound();
  const search = await searchFrom(searchParams);
  const scope = ReviewScope.safeParse(search);
  return (
    <Page>
      <PageHead
        title="New access review"
        crumbs={[{ label: 'Access reviews', href: paths.reviews }, { label: 'New access review' }]}
      />
      {scope.success ? (
        <Start scope={scope.data} count={await countScope(viewer.reader, scope.data)} viewer={viewer} />
      ) : (
        <ScopeForm
          {...(await scopeChoices(viewer.reader))}
          environments={viewer.environments}
          kind={typeof search.kind === 'string' ? search.kind : 'everything'}
          // Nothing is wrong before anything was asked.
          error={search.kind === undefined ? undefined : scope.error.issues[0]?.message}
        />
      )}
    </Page>
  );
}

interface StartProps {
  scope: ReviewScope;
  count: number;
  viewer: Awaited<ReturnType<typeof requireViewer>>;
}

function Start({ scope, count, viewer }: StartProps) {
  const blocked =
    count === 0
      ? 'Nobody holds anything of this. There is nothing to review.'
      : count > mostItems
        ? `These are ${count} rights; one review takes ${mostItems}. Narrow it.`
        : null;
  const { kind, roles, applicationIds, environmentId } = scope;
  return (
    <StartForm
      frame={{ ...reviewFrame(viewer, paths.newReview, null), blocked }}
      action={startReview}
      kind={kind}
      environmentId={environmentId}
      roles={roles}
      applicationIds={applicationIds}
      count={count}
      dueAt={new Date(viewer.now.getTime() + 14 * 86_400_000).toISOString().slice(0, 10)}
    />
  );
}
