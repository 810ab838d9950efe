/** Promise: a simulated answer is what the corridor would answer, told from the rows that decide, within what the reader may see. */
import type { Reader } from '../access/ability.ts';
import { permissionNamed } from '../access/catalogue.ts';
import { definitions } from '../access/definitions.ts';
import { rolesThatMay } from '../access/explain.ts';
import { everybody } from '../access/roles.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { nameOf } from './cells.ts';
import { mostChoices } from './choice-queries.ts';
import { requirePeople } from './role-queries.ts';
import type { SimulatorFilter } from './schema.ts';
import {
  type Asked,
  decidingOf,
  heldAt,
  nearestOf,
  permits,
  rowsFor,
  type SimulatedRow,
  toldOf,
} from './simulated-rows.ts';
import { askedOn } from './simulated-subject.ts';

export interface Simulated {
  may: boolean;
  /** "Yes: …" or "No: …" */
  verdict: string;
  operator: { id: string; name: string; email: string; state: string };
  /** "Keys, rotate" */
  permission: string;
  subject: { id: string; name: string | null } | null;
  environment: string | null;
  at: Date;
  deciding: SimulatedRow[];
  /** Where they may not: what came nearest, first. */
  nearest: SimulatedRow[];
  /** Roles that name it, whoever holds them. */
  namedBy: { slug: string; name: string }[];
}

/** Throws `not_found` where the reader may not see people, and `invalid` with a sentence at the field. */
export async function simulate(reader: Reader, filter: SimulatorFilter): Promise<Simulated> {
  requirePeople(reader);
  const at = filter.at ?? reader.now;
  const asked = await askedOf(reader, filter);
  const operator = await operatorOf(reader, filter.operator);
  const known = await definitions(db());
  const told = await toldOf(reader, operator.id);
  const held = await heldAt(reader, operator.id, at);
  const deciding = await decidingOf(told, held, asked);
  const isAnybodys =
    held.length === 0 && operator.state === 'active' && (await isOfAnybody(operator.id, asked));
  const may = deciding.length > 0 || isAnybodys;
  const nearest = may
    ? []
    : await nearestOf(reader, { operatorId: operator.id, at, asked, held, told, known });
  const { action, on } = asked.permission;
  return {
    may,
    verdict: verdictOf({ operator, isAnybodys, may, nearest, isHeld: held.length > 0 }),
    operator,
    permission: nameOf(asked.permission),
    subject: asked.subject && { id: asked.subject.id, name: asked.subject.name },
    environment: filter.environment ?? asked.subject?.environmentId ?? null,
    at,
    deciding,
    nearest,
    namedBy: rolesThatMay(known, action, on).map((slug) => ({ slug, name: known.get(slug)?.name ?? slug })),
  };
}

/** People whom a form can offer to complete what is typed; others are asked for by their whole address. */
export async function operatorChoices(reader: Reader): Promise<{ name: string; email: string }[]> {
  requirePeople(reader);
  return db().operator.findMany({
    where: { AND: [scopeOf(reader.access, 'read', 'Operator'), { state: 'active' }] },
    select: { name: true, email: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: mostChoices,
  });
}

async function askedOf(reader: Reader, filter: SimulatorFilter): Promise<Asked> {
  const [action = '', on = ''] = filter.permission.split(' ');
  const permission = permissionNamed(action, on);
  if (!permission) throw wrong({ permission: 'There is no such permission. Choose one from the list.' });
  return askedOn(reader, permission, filter.subject, filter.environment);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function operatorOf(reader: Reader, said: string): Promise<Simulated['operator']> {
  const found = await db().operator.findMany({
    where: {
      AND: [
        scopeOf(reader.access, 'read', 'Operator'),
        uuid.test(said) ? { id: said } : { email: { equals: said, mode: 'insensitive' } },
      ],
    },
    select: { id: true, name: true, email: true, state: true },
    take: 2,
  });
  const [one, other] = found;
  if (!one)
    throw wrong({
      operator: 'Nobody has this address or id, or you may not see them. Check how it is written.',
    });
  if (other)
    throw wrong({
      operator: 'Several people have this address, by different connections. Give the id of one.',
    });
  return one;
}

/** What whoever may sign in may do without any role (lib/access/ability.ts). */
async function isOfAnybody(operatorId: string, asked: Asked): Promise<boolean> {
  const nothing = { role: '', rows: everybody, ceiling: [], environmentId: null, operatorId };
  const grant = { ...nothing, ownApplications: [], teamApplications: [] };
  const reached = await Promise.all(
    rowsFor(grant, asked.permission).map((row) => permits(row, grant, asked)),
  );
  return reached.some(Boolean);
}

interface Verdict {
  operator: Simulated['operator'];
  may: boolean;
  isAnybodys: boolean;
  isHeld: boolean;
  nearest: readonly SimulatedRow[];
}

function verdictOf({ operator: { name, state }, may, isAnybodys, isHeld, nearest }: Verdict): string {
  if (isAnybodys) return `Yes: ${name} may do this with what is theirs, as everybody who can sign in.`;
  if (may) return `Yes: ${name} may do this.`;
  if (state !== 'active') return `No: ${name} is disabled, and disabled people may do nothing.`;
  const [first] = nearest;
  if (first)
    return `No: ${name} may not do this. Nearest comes the role ${first.roleName}: ${lower(first.words)}`;
  return isHeld
    ? `No: ${name} may not do this. No role that they hold then names it.`
    : `No: ${name} may not do this. They hold no role then.`;
}

const lower = (words: string) => `${words[0]?.toLowerCase() ?? ''}${words.slice(1)}`;

const wrong = (fields: Record<string, string>) =>
  new Refusal('invalid', 'Correct the marked fields.', fields);
