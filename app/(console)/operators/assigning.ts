import type { Ahead } from '#components/forms/approval-ahead.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { aheadOf } from '../approvals/ahead.ts';

/** What giving a critical role waits for, by the place that is chosen: each environment may have a rule of its own. */
export async function aheadsOfGiving(
  viewer: Viewer,
  command = 'assignment.create',
): Promise<Record<string, Ahead>> {
  const places = [null, ...viewer.environments.map(({ id }) => id)];
  const aheads = places.map(async (id) => [id ?? '', await aheadOf(viewer, command, id)] as const);
  return Object.fromEntries(await Promise.all(aheads));
}

/** Tomorrow, in UTC. */
export function firstDayOf(now: Date): string {
  return new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10);
}

/** The first day on which a role may end that may begin later itself. */
export function firstEndOf({ fromAt }: { fromAt: Date }, now: Date): string {
  return firstDayOf(fromAt > now ? fromAt : now);
}

interface Shown {
  /** A role's slug; '' where none is chosen. */
  role: string;
  /** '' is every environment. */
  place: string;
}

/** What the page was asked to show; what is not offered is not shown. */
export function shownIn(
  { role, environmentId }: Record<string, unknown>,
  roles: readonly { slug: string }[],
  environments: readonly { id: string }[],
): Shown {
  return {
    role: roles.find(({ slug }) => slug === role)?.slug ?? '',
    place: environments.find(({ id }) => id === environmentId)?.id ?? '',
  };
}

export function placeOf({ role, place }: Shown) {
  return { role, environmentId: place || null };
}
