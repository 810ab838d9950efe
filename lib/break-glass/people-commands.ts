/** Promise: exactly two people can be named, by account owners alone, and each holds something that only they can give. */
import type { WhereOf } from '../access/scope.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { digestCode, mintCode, readCode } from '../factors/codes.ts';
import { codesOnSheet, foundAtTheDoor } from './rules.ts';
import * as schema from './schema.ts';

async function find(tx: Tx, where: WhereOf<'BreakGlassPerson'>) {
  const row = await tx.breakGlassPerson.findFirst({
    where,
    select: {
      id: true,
      operatorId: true,
      seat: true,
      createdAt: true,
      operator: {
        select: {
          name: true,
          factors: { where: { kind: 'sealed_code', endedAt: null }, select: { id: true } },
        },
      },
    },
  });
  if (!row) return null;
  const { operator, ...person } = row;
  return { ...person, name: operator.name, sealedCodes: operator.factors.length };
}

const personKind: Kind<'BreakGlassPerson', NonNullable<Awaited<ReturnType<typeof find>>>> = {
  model: 'BreakGlassPerson',
  table: 'break_glass_person',
  noun: 'This person',
  find,
  label: (person) => person.name,
};
const audited = ['operatorId', 'name', 'seat', 'sealedCodes'] as const;

const freeSeat = (named: readonly { seat: number }[]) =>
  [1, 2].find((number) => !named.some(({ seat }) => seat === number));

/** Names one of the two. A sheet of codes stands in the result and nowhere else. */
export const namePerson = creation({
  name: 'break_glass.name_person',
  kind: personKind,
  input: schema.NamePerson,
  audited,
  sensitivity: 'critical',
  async create({ tx, actor }, { operatorId, codes }) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('break-glass people'))`;
    const named = await tx.breakGlassPerson.findMany({ select: { operatorId: true, seat: true } });
    if (named.some((person) => person.operatorId === operatorId)) throw wrong('They are named already.');
    if (!freeSeat(named))
      throw new Refusal('conflict', 'Two people are named already. Take one off the list first.');
    await requireAnotherPerson(tx, operatorId);
    await requireApart(tx, operatorId, codes ? actor.id : null);
    const passkeys = await tx.factor.count({ where: { operatorId, ...foundAtTheDoor } });
    if (passkeys === 0 && !codes)
      throw new Refusal('invalid', 'Correct the marked fields.', {
        codes: 'They have no passkey that a device finds by itself, so they need a sheet of sealed codes.',
      });
    // Not the seat: others agree to the person, also where another one sat down meanwhile.
    return { operatorId };
  },
  async run(cx, { operatorId }, { codes }) {
    const seat = freeSeat(await cx.tx.breakGlassPerson.findMany({ select: { seat: true } }));
    if (!seat) throw new Error('both seats were taken under the lock');
    const operator = await requireActive(cx.tx, operatorId);
    const { id } = await cx.tx.breakGlassPerson.create({
      data: { operatorId, seat, causedBy: cx.actor.id },
      select: { id: true },
    });
    // Of an earlier time on the list: a sheet that somebody kept must not count again.
    await endCodes(cx, operatorId, 'replaced');
    return { id, name: operator.name, codes: codes ? await makeSheet(cx, operatorId) : [] };
  },
  summary: (person) =>
    `${person.name} named for break-glass, ${person.sealedCodes > 0 ? `with ${person.sealedCodes} sealed codes` : 'by their passkey'}`,
});

export const removePerson = change({
  name: 'break_glass.remove_person',
  kind: personKind,
  input: schema.RemovePerson,
  leaves: true,
  audited,
  narrows: true,
  sensitivity: 'critical',
  async run(cx, person) {
    await endCodes(cx, person.operatorId, 'removed');
    await cx.tx.breakGlassPerson.delete({ where: { id: person.id }, select: { id: true } });
    return { id: person.id };
  },
  summary: (person) => `${person.name} is no longer named for break-glass; their sealed codes count no more`,
});

/** A new sheet for one who is named; every code of the former one is refused from now on. */
export const renewCodes = change({
  name: 'break_glass.renew_codes',
  kind: personKind,
  input: schema.RenewCodes,
  audited,
  sensitivity: 'critical',
  async run(cx, person) {
    await cx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('break-glass people'))`;
    await requireApart(cx.tx, person.operatorId, cx.actor.id);
    await requireActive(cx.tx, person.operatorId);
    await endCodes(cx, person.operatorId, 'replaced');
    const codes = await makeSheet(cx, person.operatorId);
    return { id: person.id, name: person.name, codes };
  },
  summary: (person) => `A new sheet of ${person.sealedCodes} sealed codes was made for ${person.name}`,
});

/** Somebody who is known to two providers is two operators; in both seats they would be the two people alone. */
async function requireAnotherPerson(tx: Tx, operatorId: string): Promise<void> {
  const [same] = await tx.$queryRaw<{ name: string }[]>`
    SELECT other.name FROM operator own
    JOIN operator other ON other.id <> own.id AND lower(other.email) = lower(own.email)
    JOIN break_glass_person named ON named.operator_id = other.id
    WHERE own.id = ${operatorId}::uuid`;
  if (same)
    throw wrong(`${same.name}, who is named already, has the same e-mail address: that is the same person.`);
}

/**
 * Whoever makes a sheet has seen it. Nobody may hold what both people prove themselves with: neither by making both
 * sheets, nor by making the sheet of the one while being the other. `maker` is null where no sheet is made.
 */
async function requireApart(tx: Tx, operatorId: string, maker: string | null): Promise<void> {
  const other = await tx.breakGlassPerson.findFirst({
    where: { operatorId: { not: operatorId } },
    select: {
      operatorId: true,
      operator: {
        select: {
          name: true,
          factors: { where: { kind: 'sealed_code', endedAt: null }, select: { causedBy: true }, take: 1 },
        },
      },
    },
  });
  if (!other) return;
  const { name, factors } = other.operator;
  const madeOther = factors[0]?.causedBy;
  const isSame = await samePeople(tx, [operatorId, maker, other.operatorId, madeOther ?? null]);
  if (isSame(madeOther, operatorId))
    throw wrong(
      `They made the sealed codes of ${name}, so they could be both people. Renew those codes first.`,
    );
  if (isSame(maker, other.operatorId) || isSame(maker, madeOther))
    throw new Refusal('invalid', 'Correct the marked fields.', {
      codes: `You ${isSame(maker, madeOther) ? `made the sheet of ${name}` : 'are the other person'}: with this one you could be both. Another account owner makes it, or they use a passkey.`,
    });
}

/** One person known to two providers has two accounts and one e-mail address: what either made, both have seen. */
async function samePeople(tx: Tx, ids: readonly (string | null)[]) {
  const rows = await tx.$queryRaw<{ id: string; email: string }[]>`
    SELECT id::text, lower(email) AS email FROM operator WHERE id::text = ANY(${ids.filter((id) => id !== null)})`;
  const known = new Map(rows.map(({ id, email }) => [id, email]));
  // A machine that made a sheet (the command line) has no account, and is itself alone.
  const person = (id: string) => known.get(id) ?? id;
  return (one: string | null | undefined, other: string | null | undefined) =>
    Boolean(one && other) && person(one as string) === person(other as string);
}

async function requireActive(tx: Tx, operatorId: string): Promise<{ name: string }> {
  const [operator] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM operator WHERE id = ${operatorId}::uuid AND state = 'active' FOR SHARE`;
  if (!operator) throw wrong('Choose an active operator.');
  return operator;
}

async function makeSheet({ tx, keyring, actor, now }: Context, operatorId: string): Promise<string[]> {
  const codes = Array.from({ length: codesOnSheet }, () => mintCode('sealed_code'));
  await tx.factor.createMany({
    data: codes.map((code, i) => ({
      operatorId,
      kind: 'sealed_code' as const,
      name: `${i + 1} of ${codesOnSheet}`,
      ...digestCode(keyring, 'sealed_code', readCode('sealed_code', code) ?? ''),
      causedBy: actor.id,
      createdAt: now,
    })),
  });
  return codes;
}

async function endCodes({ tx, now }: Context, operatorId: string, endReason: string): Promise<void> {
  await tx.factor.updateMany({
    where: { operatorId, kind: 'sealed_code', endedAt: null },
    data: { endedAt: now, endReason },
  });
}

function wrong(sentence: string): Refusal {
  return new Refusal('invalid', 'Correct the marked fields.', { operatorId: sentence });
}
