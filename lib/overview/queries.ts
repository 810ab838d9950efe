import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { daysUntilSuspension, orphanAction } from '../applications/rules.ts';
import { inWords, titleOf } from '../command-words.ts';
import { warningAction } from '../connections/rules.ts';
import { db } from '../db/client.ts';
import { mailStateFor } from '../mail/queries.ts';
import { connectionNeeds } from './connection-needs.ts';
import { workerNeeds } from './worker-needs.ts';

/** What asks for attention now. `urgent` deserves a prominent button; the rest waits its turn. */
export interface Need {
  id: string;
  kind:
    | 'expiring'
    | 'overlap'
    | 'list-off'
    | 'notice'
    | 'orphaned'
    | 'certificate'
    | 'untested'
    | 'mail'
    | 'worker'
    | 'break-glass-review'
    | 'break-glass-people'
    | 'break-glass-drill'
    | 'approval'
    | 'approved'
    | 'review';
  urgent: boolean;
  /** Worth knowing, and nothing to do today. */
  quiet?: boolean;
  title: string;
  detail: string;
  at: Date | null;
  /** Of the key, application, connection or notice that it is about. */
  subjectId: string;
}

const day = 86_400_000;
export const checks = [
  'keys that expire within 14 days',
  'rotations whose overlap is still open',
  'production keys whose allow-list is not enforced',
  'applications whose owner is disabled',
  'certificates of single sign-on, the providers’ and our own, that end within 60 days',
  'enabled connections whose settings no test sign-in has passed',
  'critical changes that an account owner has not signed off',
  'mail to the account owners',
  'a worker, which ends what runs out and tells of what was changed',
] as const;

/** Everything that needs the reader now, most urgent first; each check filters by what they may read. */
export async function needsNow(reader: Reader): Promise<Need[]> {
  const found = await Promise.all([
    expiring(reader),
    overlaps(reader),
    listsOff(reader),
    orphaned(reader),
    connectionNeeds(reader),
    notices(reader),
    mail(reader),
    workerNeeds(reader),
  ]);
  return found
    .flat()
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
}

async function expiring(reader: Reader): Promise<Need[]> {
  const { now } = reader;
  const keys = await db().apiKey.findMany({
    where: {
      AND: [
        {
          environmentId: reader.environment,
          state: 'active',
          expiresAt: { gt: now, lt: new Date(now.getTime() + 14 * day) },
        },
        scopeOf(reader.access, 'read', 'ApiKey'),
      ],
    },
    select: { id: true, name: true, expiresAt: true, application: { select: { name: true } } },
    orderBy: { expiresAt: 'asc' },
    take: 20,
  });
  return keys.map((key) => ({
    id: `expiring-${key.id}`,
    kind: 'expiring',
    urgent: key.expiresAt.getTime() - now.getTime() < 2 * day,
    title: `${key.name} expires`,
    detail: `${key.application.name} · its calls are refused from then on`,
    at: key.expiresAt,
    subjectId: key.id,
  }));
}

async function overlaps(reader: Reader): Promise<Need[]> {
  const keys = await db().apiKey.findMany({
    where: {
      AND: [
        {
          environmentId: reader.environment,
          state: 'active',
          tokens: { some: { state: 'deprecated', endsAt: { gt: reader.now } } },
        },
        scopeOf(reader.access, 'read', 'ApiKey'),
      ],
    },
    select: {
      id: true,
      name: true,
      application: { select: { name: true } },
      tokens: { where: { state: 'deprecated' }, select: { endsAt: true } },
    },
    take: 20,
  });
  return keys.map((key) => ({
    id: `overlap-${key.id}`,
    kind: 'overlap',
    urgent: false,
    title: `Rotation of ${key.name} is open`,
    detail: `${key.application.name} · both tokens pass until the overlap ends`,
    at: key.tokens[0]?.endsAt ?? null,
    subjectId: key.id,
  }));
}

async function listsOff(reader: Reader): Promise<Need[]> {
  if (reader.environment !== 'production') return [];
  const where = {
    AND: [
      { environmentId: 'production', state: 'active' as const, expiresAt: { gt: reader.now } },
      { OR: [{ allowList: { is: null } }, { allowList: { is: { mode: { not: 'enforce' as const } } } }] },
      scopeOf(reader.access, 'read', 'ApiKey'),
    ],
  };
  const [count, names] = await Promise.all([
    db().apiKey.count({ where }),
    db().apiKey.findMany({ where, select: { name: true }, orderBy: { name: 'asc' }, take: 3 }),
  ]);
  if (count === 0) return [];
  const rest = count > names.length ? ` and ${count - names.length} more` : '';
  return [
    {
      id: 'list-off',
      kind: 'list-off',
      urgent: false,
      title:
        count === 1
          ? '1 production key has no enforced allow-list'
          : `${count} production keys have no enforced allow-list`,
      detail: `${names.map((k) => k.name).join(', ')}${rest} · a stolen token passes from anywhere`,
      at: null,
      subjectId: '',
    },
  ];
}

async function orphaned(reader: Reader): Promise<Need[]> {
  // That somebody is disabled is told to whoever may see that of people; that nobody answers, of the application.
  const seesState = reader.access.can('read', 'Operator', 'state');
  const applications = await db().application.findMany({
    where: {
      AND: [
        seesState ? { owner: { is: { state: 'disabled' } } } : { orphanedAt: { not: null } },
        { environmentId: reader.environment },
        scopeOf(reader.access, 'read', 'Application'),
      ],
    },
    select: {
      id: true,
      name: true,
      orphanedAt: true,
      owner: { select: { name: true } },
      deputy: { select: { name: true } },
    },
    orderBy: { orphanedAt: { sort: 'asc', nulls: 'last' } },
    take: 20,
  });
  return applications.map((a) => ({
    id: `orphaned-${a.id}`,
    kind: 'orphaned',
    urgent: a.orphanedAt !== null,
    title: a.orphanedAt ? `Nobody answers for ${a.name}` : `${a.name} has no active owner`,
    detail: orphanDetail(a, seesState),
    at: a.orphanedAt,
    subjectId: a.id,
  }));
}

interface Orphaned {
  orphanedAt: Date | null;
  owner: { name: string };
  deputy: { name: string } | null;
}

function orphanDetail({ orphanedAt, owner, deputy }: Orphaned, seesState: boolean): string {
  const ends = `keys without calls are suspended ${daysUntilSuspension} days after`;
  if (!seesState) return ends;
  if (orphanedAt) return `${owner.name}${deputy ? ` and ${deputy.name} are` : ' is'} disabled · ${ends}`;
  return `${owner.name} is disabled · ${deputy ? `deputy ${deputy.name}` : 'no deputy is set'}`;
}

async function notices(reader: Reader): Promise<Need[]> {
  const rows = await db().notice.findMany({
    where: { AND: [{ signedOffAt: null }, scopeOf(reader.access, 'read', 'Notice')] },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  return rows.map((notice) => ({
    id: `notice-${notice.id}`,
    kind: 'notice',
    urgent: notice.action === 'operator.recover',
    title: inWords(notice.text),
    detail: `${notice.actorName} · ${detailOf(notice)}`,
    at: notice.createdAt,
    subjectId: notice.id,
  }));
}

function detailOf({ action, approvals }: { action: string; approvals: number | null }): string {
  if (action === orphanAction) return 'told at once, then weekly';
  if (action === warningAction) return 'told at 60, 30, 14 and 3 days';
  // What the house itself tells of: nobody could have approved it.
  if (approvals === null) return titleOf(action);
  if (approvals === 0) return `${titleOf(action)}, without an approval`;
  return `${titleOf(action)}, approved by ${approvals === 1 ? 'one other person' : `${approvals} other people`}`;
}

async function mail(reader: Reader): Promise<Need[]> {
  const state = await mailStateFor(reader);
  const need = { id: 'mail', kind: 'mail' as const, subjectId: '' };
  if (state?.kind === 'failing') {
    const { waiting, lost, since, error } = state;
    const which = [
      waiting > 0 && `${waiting === 1 ? '1 notice waits' : `${waiting} notices wait`} for the next try`,
      lost > 0 && `${lost === 1 ? '1 was' : `${lost} were`} given up after 7 days, until signed off`,
    ];
    const title = 'Mail to the account owners fails';
    const detail = [...which, error].filter(Boolean).join(' · ');
    return [{ ...need, urgent: true, title, detail, at: since }];
  }
  if (state?.kind !== 'not-set') return [];
  const detail = 'SMTP_URL is not set · account owners learn of critical changes only here';
  return [{ ...need, urgent: false, quiet: true, title: 'No mail is set up', detail, at: null }];
}
