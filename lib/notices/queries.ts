import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { warningAction } from '../connections/rules.ts';
import { db } from '../db/client.ts';

/** What the house itself tells of: it is no change that anybody could have approved. */
const isHouseNews = (action: string) =>
  [
    warningAction,
    'application.orphaned',
    'key.suspend_orphaned',
    'operator.scim_tell_owners',
    'factor.enrol_passkey',
    'factor.enrol_totp',
  ].includes(action);

/** What account owners have not signed off: the newest, and how many; null for whoever may not read notices, or when there is none. */
export async function openNotices({ access }: Reader) {
  if (!access.can('read', 'Notice')) return null;
  const where = { AND: [{ signedOffAt: null }, scopeOf(access, 'read', 'Notice')] };
  const [count, newest] = await Promise.all([
    db().notice.count({ where }),
    db().notice.findFirst({
      where,
      select: { id: true, action: true, text: true, actorName: true, createdAt: true },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    }),
  ]);
  if (!newest) return null;
  const { action, ...told } = newest;
  return { ...told, count, isChange: !isHouseNews(action) };
}
export type OpenNotices = NonNullable<Awaited<ReturnType<typeof openNotices>>>;
