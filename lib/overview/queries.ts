import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';

/** What asks for attention now. `urgent` deserves a prominent button; the rest waits its turn. */
export interface Need {
  id: string;
  kind: 'expiring' | 'overlap' | 'list-off' | 'notice' | 'orphaned';
  urgent: boolean;
  title: string;
  detail: string;
  at: Date | null;
  /** Of the key, application or notice that it is about. */
  subjectId: string;
}

const day = 86_400_000;
export const checks = [
  'keys that expire within 14 days',
  'rotations whose overlap is still open',
  'production keys whose allow-list is not enforced',
  'applications whose owner is disabled',
  'critical changes that an account owner has not signed off',
] as const;

/** Everything that needs the reader now, most urgent first; each check filters by what they may read. */
export async function needsNow(reader: Reader): Promise<Need[]> {
  const found = await Promise.all([
    expiring(reader),
    overlaps(reader),
    listsOff(reader),
    orphaned(reader),
    notices(reader),
  ]);
  return found
    .flat()
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
}

/** Calls since midnight UTC in slots of 15 minutes, with the day's figures. */
export async function callsToday(reader: Reader) {
  const midnight = new Date(reader.now);
  midnight.setUTCHours(0, 0, 0, 0);
  const readable = { AND: [{ environmentId: reader.environment }, scopeOf(reader.access, 'read', 'ApiKey')] };
  const today = { minuteAt: { gte: midnight } };
  // From the callers to their keys: a day's callers are few beside all keys that may be read.
  const called = await db().callCounter.findMany({
    where: today,
    distinct: ['keyId'],
    select: { keyId: true },
  });
  const mine = await db().apiKey.findMany({
    where: { AND: [readable, { id: { in: called.map((c) => c.keyId) } }] },
    select: { id: true },
  });
  const keyId = { in: mine.map((key) => key.id) };
  const rows = await db().callCounter.groupBy({
    by: ['minuteAt'],
    where: { ...today, keyId },
    _sum: { allowed: true, denied: true },
  });
  const used = await db().callCounter.groupBy({
    by: ['keyId'],
    where: { ...today, keyId, allowed: { gt: 0 } },
  });
  const keysActive = await db().apiKey.count({
    where: { AND: [readable, { state: 'active', expiresAt: { gt: reader.now } }] },
  });
  const slots = Array.from({ length: 96 }, (_, i) => ({
    at: new Date(midnight.getTime() + i * 900_000),
    allowed: 0,
    denied: 0,
  }));
  for (const row of rows) {
    const slot = slots[Math.floor((row.minuteAt.getTime() - midnight.getTime()) / 900_000)];
    if (!slot) continue;
    slot.allowed += row._sum.allowed ?? 0;
    slot.denied += row._sum.denied ?? 0;
  }
  const sum = (field: 'allowed' | 'denied') => slots.reduce((total, slot) => total + slot[field], 0);
  return {
    slots,
    allowed: sum('allowed'),
    denied: sum('denied'),
    keysInUse: used.length,
    keysActive,
    nowSlot: Math.floor((reader.now.getTime() - midnight.getTime()) / 900_000),
  };
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
