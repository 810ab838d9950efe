import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { enabledIdps } from '../connections/queries.ts';
import { db } from '../db/client.ts';
import { mailStateFor } from '../mail/queries.ts';

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
    | 'mail'
    | 'break-glass-review'
    | 'break-glass-people'
    | 'break-glass-drill';
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
  'certificates of identity providers that end within 60 days',
  'critical changes that an account owner has not signed off',
  'mail to the account owners',
] as const;

/** Everything that needs the reader now, most urgent first; each check filters by what they may read. */
export async function needsNow(reader: Reader): Promise<Need[]> {
  const found = await Promise.all([
    expiring(reader),
    overlaps(reader),
    listsOff(reader),
    orphaned(reader),
    certificates(reader),
    notices(reader),
    mail(reader),
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
  const applications = await db().application.findMany({
    where: {
      AND: [
        { environmentId: reader.environment, owner: { is: { state: 'disabled' } } },
        scopeOf(reader.access, 'read', 'Application'),
      ],
    },
    select: { id: true, name: true, owner: { select: { name: true } }, deputy: { select: { name: true } } },
    take: 20,
  });
  return applications.map((a) => ({
    id: `orphaned-${a.id}`,
    kind: 'orphaned',
    urgent: false,
    title: `${a.name} has no active owner`,
    detail: `${a.owner.name} is disabled · ${a.deputy ? `deputy ${a.deputy.name}` : 'no deputy is set'}`,
    at: null,
    subjectId: a.id,
  }));
}

async function certificates(reader: Reader): Promise<Need[]> {
  const idps = await enabledIdps(reader);
  return idps.flatMap(({ id, name, certificate, hasNext }) => {
    if (!certificate || certificate.nearness === 'far') return [];
    const { until, nearness } = certificate;
    return {
      id: `certificate-${id}`,
      kind: 'certificate' as const,
      urgent: !hasNext && (nearness === 'urgent' || nearness === 'ended'),
      quiet: hasNext || nearness === 'soon' || nearness === 'near',
      title: `The certificate of ${name}`,
      detail: hasNext
        ? 'Identity provider · its next certificate is known already'
        : 'Identity provider · what it signs from then on is refused',
      at: until,
      subjectId: id,
    };
  });
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
    title: notice.text,
    detail: `${notice.actorName} · ${notice.action}, without an approval`,
    at: notice.createdAt,
    subjectId: notice.id,
  }));
}

async function mail(reader: Reader): Promise<Need[]> {
  const state = await mailStateFor(reader);
  const need = { id: 'mail', kind: 'mail' as const, subjectId: '' };
  if (state?.kind === 'failing') {
    const which = state.waiting === 1 ? '1 notice waits' : `${state.waiting} notices wait`;
    return [
      {
        ...need,
        urgent: true,
        title: 'Mail to the account owners fails',
        detail: `${which} for the next try · ${state.error}`,
        at: state.since,
      },
    ];
  }
  if (state?.kind !== 'not-set') return [];
  const detail = 'SMTP_URL is not set · account owners learn of critical changes only here';
  return [{ ...need, urgent: false, quiet: true, title: 'No mail is set up', detail, at: null }];
}
