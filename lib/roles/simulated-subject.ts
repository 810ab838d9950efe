/** Promise: what a simulation is asked of is looked up in the reader's own scope, and judged by the filter the corridor uses. */
import { accessOfRow, mayOn, type Reader } from '../access/ability.ts';
import type { Permission } from '../access/catalogue.ts';
import type { Grant, Row } from '../access/rows.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { Refusal } from '../errors.ts';

/** One thing that is asked about. */
export interface Subject {
  id: string;
  name: string | null;
  environmentId: string | null;
  /** Whether one row of one role permits it on this thing. */
  isReachedBy(row: Row, grant: Grant): Promise<boolean>;
}

interface Table {
  findFirst(of: { where: unknown; select: Record<string, true> }): Promise<Record<string, unknown> | null>;
  count(of: { where: unknown }): Promise<number>;
}

const named = ['ApiKey', 'Application', 'Operator', 'Connection', 'Group', 'Role', 'DutyRule'];
const placed = ['ApiKey', 'Application'];
/** Kinds whose rows are not told apart by a uuid. */
const unasked = ['AuditEvent', 'Decision', 'Installation', 'Environment', 'BreakGlassOpening'];
const makesNew = /\.(create|add|ask|name_person|enrol_\w+|make_\w+|export|start|set_policy)$/;

/** A question of one permission, perhaps of one thing, perhaps in one environment; the two have to fit. */
export async function askedOn(
  reader: Reader,
  permission: Permission,
  id: string | null,
  environmentId: string | null,
) {
  const subject = await subjectAsked(reader, permission, id);
  if (subject?.environmentId && environmentId && subject.environmentId !== environmentId)
    throw new Refusal('invalid', 'Correct the marked fields.', {
      environment: `What you ask about is in ${subject.environmentId}. Choose that, or leave it open.`,
    });
  return { permission, subject, environmentId };
}

/** Throws `invalid` with a sentence for the field: the same for what is not there and for what the reader may not see. */
async function subjectAsked(
  reader: Reader,
  permission: Permission,
  id: string | null,
): Promise<Subject | null> {
  if (id === null) return null;
  const { action, on } = permission;
  if (on === 'ApiKey' && makesNew.test(action)) return newKeyIn(reader, permission, id);
  if (makesNew.test(action)) throw wrong('This makes something new, which has no id yet. Leave it empty.');
  if (unasked.includes(on)) throw wrong('This is not asked of one thing alone. Leave it empty.');
  const found = await find(reader, on, id);
  return {
    ...found,
    // Not by the loaded row: a condition may reach over relations, and only the database sees all of them.
    isReachedBy: async (row, grant) =>
      (await tableOf(on).count({
        where: { AND: [{ id }, scopeOf(accessOfRow(row, grant), action, on)] },
      })) > 0,
  };
}

/** A key that is still to be made is told by the application it would belong to. */
async function newKeyIn(reader: Reader, { action, on }: Permission, id: string): Promise<Subject> {
  const application = await find(reader, 'Application', id);
  const wouldBe = { environmentId: application.environmentId, applicationId: id };
  return {
    ...application,
    isReachedBy: async (row, grant) => mayOn(accessOfRow(row, grant), action, on, wouldBe),
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function find(reader: Reader, on: Permission['on'], id: string) {
  if (!uuid.test(id)) throw absent();
  const row = await tableOf(on).findFirst({
    where: { AND: [{ id }, scopeOf(reader.access, 'read', on)] },
    select: {
      id: true,
      ...(named.includes(on) && { name: true as const }),
      ...(placed.includes(on) && { environmentId: true as const }),
    },
  });
  if (!row) throw absent();
  const { name = null, environmentId = null } = row as { name?: string; environmentId?: string };
  return { id, name, environmentId };
}

function tableOf(on: Permission['on']): Table {
  const name = `${on[0]?.toLowerCase() ?? ''}${on.slice(1)}`;
  return (db() as unknown as Record<string, Table>)[name] as Table;
}

const absent = () => wrong('There is no such thing, or you may not see it. Check the id, or leave it empty.');
const wrong = (sentence: string) =>
  new Refusal('invalid', 'Correct the marked fields.', { subject: sentence });
