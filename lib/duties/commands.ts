import { permissionNamed } from '../access/catalogue.ts';
import type { SubjectName } from '../access/rows.ts';
import type { WhereOf } from '../access/scope.ts';
import { type Context, change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { brokenBy } from './effects.ts';
import { dutyColumns, pairOf } from './kind.ts';
import { isEverybodys } from './rules.ts';
import * as schema from './schema.ts';

async function find(tx: Tx, where: WhereOf<'DutyRule'>) {
  const row = await tx.dutyRule.findFirst({
    where,
    select: { ...dutyColumns, note: true, endedAt: true, version: true },
  });
  return (
    row && {
      ...row,
      first: `${row.firstAction} ${row.firstOn}`,
      second: `${row.secondAction} ${row.secondOn}`,
    }
  );
}
type Subject = NonNullable<Awaited<ReturnType<typeof find>>>;

const dutyKind: Kind<'DutyRule', Subject> = {
  model: 'DutyRule',
  table: 'duty_rule',
  noun: 'This rule',
  find,
  label: (rule) => rule.name,
  environmentOf: (rule) => rule.environmentId,
};
const audited = ['name', 'first', 'second', 'environmentId', 'mode', 'note', 'endedAt'] as const;

/** Nobody is stopped by what they hold already: who breaks the new rule is counted, told and listed. */
export const createDuty = creation({
  name: 'duty.create',
  kind: dutyKind,
  input: schema.CreateDuty,
  audited,
  create: async (_, input) => columnsOf(input),
  // A setting of policy (docs/access.md): a rule that forbids can keep a whole team from its work.
  sensitivity: 'critical',
  async run(cx, wouldBe) {
    const { id } = await cx.tx.dutyRule.create({
      data: { ...wouldBe, causedBy: cx.actor.id },
      select: { id: true },
    });
    return { id, broken: await whoBreaks(cx, id) };
  },
  summary: (rule, { broken }) =>
    `Rule “${rule.name}” keeps ${rule.first} and ${rule.second} apart${count(broken)}`,
});

export const editDuty = change({
  name: 'duty.edit',
  kind: dutyKind,
  input: schema.EditDuty,
  audited,
  sensitivity: 'critical',
  async run(cx, rule, input) {
    requireInForce(rule);
    if (input.version !== undefined && input.version !== rule.version)
      throw new Refusal('conflict', 'Somebody else changed this rule meanwhile. Look at it again.');
    const data = columnsOf(input);
    if (Object.entries(data).every(([column, value]) => rule[column as keyof Subject] === value))
      throw new Refusal('conflict', 'Nothing differs from what is saved. Nothing was changed.');
    await cx.tx.dutyRule.update({ where: { id: rule.id }, data: { ...data, version: { increment: 1 } } });
    return { id: rule.id, broken: await whoBreaks(cx, rule.id) };
  },
  summary: (rule, { broken }) => `Rule “${rule.name}” changed${count(broken)}`,
});

export const endDuty = change({
  name: 'duty.end',
  kind: dutyKind,
  input: schema.EndDuty,
  audited,
  sensitivity: 'critical',
  async run({ tx, now }, rule) {
    requireInForce(rule);
    await tx.dutyRule.update({ where: { id: rule.id }, data: { endedAt: now, version: { increment: 1 } } });
    return { id: rule.id };
  },
  summary: (rule) => `Rule “${rule.name}” ended: ${rule.first} and ${rule.second} may meet in one person`,
});

function requireInForce({ endedAt }: Subject): void {
  if (endedAt) throw new Refusal('conflict', 'This rule has ended already. Nothing was changed.');
}

function columnsOf(input: Omit<ReturnType<typeof schema.CreateDuty.parse>, 'reason'>) {
  const { name, environmentId, mode, note } = input;
  const first = powerOf('first', input.first);
  const second = powerOf('second', input.second);
  if (input.first === input.second)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      second: 'Choose another permission than the first: a rule keeps two apart.',
    });
  return {
    name,
    environmentId,
    mode,
    note,
    firstAction: first.action,
    firstOn: first.on,
    secondAction: second.action,
    secondOn: second.on,
  };
}

function powerOf(field: 'first' | 'second', said: string) {
  const [action = '', on = ''] = said.split(' ');
  const known = permissionNamed(action, on);
  if (!known)
    throw new Refusal('invalid', 'Correct the marked fields.', { [field]: 'Nobody can hold this.' });
  if (isEverybodys({ action, on: on as SubjectName }))
    throw new Refusal('invalid', 'Correct the marked fields.', {
      [field]: 'Everybody who may sign in holds this, so it cannot be kept from anybody.',
    });
  return known;
}

async function whoBreaks(cx: Context, id: string): Promise<number> {
  const rule = await cx.tx.dutyRule.findUniqueOrThrow({ where: { id }, select: dutyColumns });
  const people = await cx.tx.operator.findMany({ where: { state: 'active' }, select: { id: true } });
  const broken = await brokenBy(
    cx,
    people.map((person) => person.id),
    [pairOf(rule)],
  );
  return new Set(broken.map(({ operatorId }) => operatorId)).size;
}

const count = (people: number) =>
  people > 0 ? `; ${people === 1 ? '1 person breaks' : `${people} people break`} it now` : '';
