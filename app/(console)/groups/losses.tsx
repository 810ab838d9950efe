import { Losses } from '#components/operators/gains.tsx';
import type { HeldGrant } from '#lib/access/held.ts';
import { previewEnd } from '#lib/assignments/difference.ts';
import { mostLookedAt } from '#lib/assignments/preview.ts';
import type { Viewer } from '#lib/auth/current.ts';
import { firstMembers, type GroupPage } from '#lib/groups/queries.ts';

/** What the people of a group may no longer do once it does not bring these roles; null where nobody loses anything. */
export async function lossesOf(
  { reader, environments }: Viewer,
  { id, memberCount }: GroupPage,
  placed: readonly { role: string; environmentId: string | null }[],
  ends: (grant: HeldGrant) => boolean,
) {
  if (placed.length === 0 || memberCount === 0) return null;
  const people = await firstMembers(reader, id, mostLookedAt);
  const changes = await previewEnd(reader, people, placed, environments, ends);
  return <Losses when="Then" changes={changes} more={memberCount - people.length} />;
}
