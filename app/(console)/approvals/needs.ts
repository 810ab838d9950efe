import { relativeTime } from '#components/ui/format.ts';
import { ApprovalFilter } from '#lib/approvals/schema.ts';
import type { Viewer } from '#lib/auth/current.ts';
import type { Need } from '#lib/overview/queries.ts';
import { listed } from './load.ts';

/** What is looked up for Overview, beside the checks of lib/overview. */
export const approvalChecks = ['critical changes that wait for your approval, or for you to carry them out'];

/** For Overview: what waits for the viewer's word, and what others have agreed to and the viewer has not done yet. */
export async function approvalNeeds(viewer: Viewer): Promise<Need[]> {
  if (!viewer.can('read', 'ApprovalRequest')) return [];
  const [waiting, mine] = await Promise.all([
    listed(viewer, ApprovalFilter.parse({ view: 'waiting' })),
    listed(viewer, ApprovalFilter.parse({ view: 'mine' })),
  ]);
  const approved = mine.rows.filter(({ state }) => state === 'approved');
  return [
    ...waitingNeed(waiting.rows, waiting.next !== null, viewer.now),
    ...approved.map(
      ({ id, title, outcome, endsAt }): Need => ({
        id: `approved-${id}`,
        kind: 'approved',
        urgent: false,
        title: `Approved: ${title}`,
        detail: outcome,
        at: endsAt,
        subjectId: id,
      }),
    ),
  ];
}

type Rows = Awaited<ReturnType<typeof listed>>['rows'];

function waitingNeed(rows: Rows, hasMore: boolean, now: Date): Need[] {
  const oldest = rows.at(-1);
  if (!oldest) return [];
  const count = `${rows.length}${hasMore ? ' or more' : ''}`;
  return [
    {
      id: 'approvals',
      kind: 'approval',
      urgent: false,
      title: rows.length === 1 ? 'A change waits for you' : `${count} changes wait for you`,
      detail: `${rows.length === 1 ? 'Asked' : 'The oldest asked'} ${relativeTime(oldest.askedAt, now)} by ${oldest.by}: ${oldest.title}`,
      at: oldest.endsAt,
      subjectId: rows.length === 1 ? oldest.id : '',
    },
  ];
}
