import type { Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { openingSelect } from './opening-kind.ts';
import { hasOtherOwner } from './review-commands.ts';
import { drillDays, fewestCodes, foundAtTheDoor, type PersonProof, phaseOf, proofWords } from './rules.ts';

const day = 86_400_000;

/** The two people, and whether each could prove themselves tonight. */
export async function listPeople(reader: Reader) {
  const rows = await db().breakGlassPerson.findMany({
    where: { AND: [scopeOf(reader.access, 'read', 'BreakGlassPerson')] },
    select: {
      id: true,
      createdAt: true,
      operator: {
        select: {
          id: true,
          name: true,
          email: true,
          state: true,
          factors: {
            where: { OR: [foundAtTheDoor, { endedAt: null, kind: 'sealed_code' }] },
            select: { kind: true },
          },
        },
      },
    },
    orderBy: { seat: 'asc' },
  });
  return rows.map(({ operator: { factors, ...operator }, ...row }) => {
    const passkeys = factors.filter((f) => f.kind === 'passkey').length;
    const codes = factors.length - passkeys;
    const armed = operator.state === 'active' && (passkeys > 0 || codes >= fewestCodes);
    return { ...row, operator, passkeys, codes, armed };
  });
}
export type BreakGlassPeople = Awaited<ReturnType<typeof listPeople>>;

/** Who could be named: active, and not named yet. */
export async function candidates(reader: Reader) {
  const rows = await db().operator.findMany({
    where: {
      AND: [scopeOf(reader.access, 'read', 'Operator'), { state: 'active', breakGlass: { is: null } }],
    },
    select: {
      id: true,
      name: true,
      email: true,
      factors: { where: foundAtTheDoor, select: { id: true } },
    },
    orderBy: { name: 'asc' },
    take: 500,
  });
  return rows.map(({ factors, ...row }) => ({ ...row, passkeys: factors.length }));
}

export async function readPerson(reader: Reader, id: string) {
  const person = (await listPeople(reader)).find((p) => p.id === id);
  if (!person) throw notFound('This person');
  return person;
}

const effectSelect = {
  id: true,
  summary: true,
  binding: true,
  proposedBy: true,
  proposedAt: true,
  proposedProof: true,
  confirmedBy: true,
  confirmedProof: true,
  doneAt: true,
  outcome: true,
} as const;

/** The record: the latest first, each with what was done in it. */
export async function listOpenings(reader: Reader, most = 20) {
  const rows = await db().breakGlassOpening.findMany({
    where: { AND: [scopeOf(reader.access, 'read', 'BreakGlassOpening')] },
    select: {
      ...openingSelect,
      _count: { select: { effects: { where: { outcome: { in: ['done', 'drill'] } } } } },
    },
    orderBy: { firstAt: 'desc' },
    take: most,
  });
  return rows.map(({ _count, ...row }) => ({
    ...row,
    effects: _count.effects,
    phase: phaseOf(row, reader.now),
  }));
}
export type Openings = Awaited<ReturnType<typeof listOpenings>>;

/** One of them as its reviewer reads it. */
export async function readOpening(reader: Reader, id: string) {
  const row = await db().breakGlassOpening.findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', 'BreakGlassOpening')] },
    select: { ...openingSelect, effects: { select: effectSelect, orderBy: { proposedAt: 'asc' } } },
  });
  if (!row) throw notFound('This break-glass');
  const isOfIt = [row.firstId, row.secondId].includes(reader.operatorId);
  const names = new Map([
    [row.firstId, row.firstName],
    [row.secondId ?? '', row.secondName ?? ''],
  ]);
  const said = (proof: unknown) => (proof ? proofWords(proof as PersonProof) : null);
  return {
    ...row,
    phase: phaseOf(row, reader.now),
    firstProof: said(row.firstProof),
    secondProof: said(row.secondProof),
    effects: row.effects.map(({ proposedProof, confirmedProof, ...effect }) => ({
      ...effect,
      proposedName: names.get(effect.proposedBy) ?? '',
      confirmedName: names.get(effect.confirmedBy ?? '') ?? null,
      proposedProof: said(proposedProof),
      confirmedProof: said(confirmedProof),
    })),
    /** Why this reader may not sign it, though their role could; null where they may. */
    blocked:
      isOfIt && (await hasOtherOwner(db(), row, reader.now))
        ? 'You were one of the two. An account owner who was not signs this review.'
        : null,
  };
}
export type OpeningPage = Awaited<ReturnType<typeof readOpening>>;

/** When both last opened a drill; null when never. */
export async function lastDrill(): Promise<Date | null> {
  const drill = await db().breakGlassOpening.findFirst({
    where: { drill: true, openedAt: { not: null } },
    select: { openedAt: true },
    orderBy: { openedAt: 'desc' },
  });
  return drill?.openedAt ?? null;
}

export interface BreakGlassNeed {
  id: string;
  kind: 'break-glass-review' | 'break-glass-people' | 'break-glass-drill';
  urgent: boolean;
  quiet?: boolean;
  title: string;
  detail: string;
  at: Date | null;
  subjectId: string;
}

export const breakGlassChecks = [
  'break-glass that nobody has reviewed',
  'two people who could open break-glass tonight',
  `a break-glass drill within ${drillDays} days`,
] as const;

/** What account owners owe: reviews, two people who could come, and a drill now and then. */
export async function breakGlassNeeds(reader: Reader): Promise<BreakGlassNeed[]> {
  if (!reader.access.can('break_glass.sign_review', 'BreakGlassOpening')) return [];
  const [waiting, people, drill] = await Promise.all([reviewsDue(reader), listPeople(reader), lastDrill()]);
  return [...waiting, ...peopleDue(people), ...drillDue(people, drill, reader.now)];
}

async function reviewsDue(reader: Reader): Promise<BreakGlassNeed[]> {
  const rows = await db().breakGlassOpening.findMany({
    where: { AND: [{ reviewedAt: null }, scopeOf(reader.access, 'read', 'BreakGlassOpening')] },
    select: openingSelect,
    orderBy: { firstAt: 'desc' },
    take: 20,
  });
  return rows.map((row) => ({
    id: `break-glass-${row.id}`,
    kind: 'break-glass-review',
    urgent: !row.drill,
    title: row.drill ? 'A break-glass drill wants its review' : 'Break-glass was used: sign its review',
    detail: `${row.firstName}${row.secondName ? ` and ${row.secondName}` : ', no second person'} · ${row.reason}`,
    at: row.firstAt,
    subjectId: row.id,
  }));
}

function peopleDue(people: BreakGlassPeople): BreakGlassNeed[] {
  const armed = people.filter((person) => person.armed);
  if (armed.length === 2) return [];
  const lame = people.filter((person) => !person.armed).map(({ operator }) => operator.name);
  return [
    {
      id: 'break-glass-people',
      kind: 'break-glass-people',
      urgent: false,
      title:
        people.length < 2 ? 'Break-glass needs two named people' : 'Break-glass could not be opened tonight',
      detail:
        lame.length > 0
          ? `${lame.join(' and ')}: disabled, or without a passkey or enough sealed codes`
          : `${people.length} of 2 named · while the provider is away, nobody else can end sessions or revoke keys`,
      at: null,
      subjectId: '',
    },
  ];
}

function drillDue(people: BreakGlassPeople, drill: Date | null, now: Date): BreakGlassNeed[] {
  if (people.length < 2 || (drill && now.getTime() - drill.getTime() < drillDays * day)) return [];
  return [
    {
      id: 'break-glass-drill',
      kind: 'break-glass-drill',
      urgent: false,
      title: drill
        ? `The last break-glass drill is over ${drillDays} days ago`
        : 'Break-glass was never rehearsed',
      detail: 'A drill does everything but the effects, and takes two people ten minutes',
      at: null,
      subjectId: '',
    },
  ];
}

/** What is open or waiting at this moment: every signed-in person may know that much. */
export async function openNow(now: Date) {
  const row = await db().breakGlassOpening.findFirst({
    where: { closedAt: null, endsAt: { gt: now } },
    select: {
      id: true,
      drill: true,
      firstName: true,
      secondName: true,
      openedAt: true,
      endsAt: true,
    },
  });
  return row;
}
export type OpenNow = NonNullable<Awaited<ReturnType<typeof openNow>>>;
