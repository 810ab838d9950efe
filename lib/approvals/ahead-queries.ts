import { accessOfOperator, mayOn, type Reader } from '../access/ability.ts';
import { scopeOf } from '../access/scope.ts';
import { db } from '../db/client.ts';
import { notFound } from '../errors.ts';
import { selvesOf } from './caused.ts';
import { commandNamed } from './directory.ts';
import { approvalsFor } from './policy.ts';
import { mostNames, possibleApprovers } from './queries.ts';
import { defaultApprovals, personKey } from './rules.ts';
import { personalObjections } from './standing.ts';

/**
 * Before a critical form is sent: how many other people it will wait for, and who they could be. Its input is not
 * known yet, so a name may fall away once it is.
 */
export async function approvalAhead(reader: Reader, command: string, environmentId: string | null) {
  const known = await commandNamed(command);
  if (known?.narrows) return { needed: 0, isSetUp: false, who: [] };
  const { needed, isSetUp } = await approvalsFor(db(), command, environmentId);
  if (isSetUp || needed === 0) return { needed, isSetUp, who: [] };
  const model = known?.model;
  const self = await selvesOf(db(), reader.operatorId);
  const people = model ? await possibleApprovers(reader, self.ids) : [];
  const against = await personalObjections(
    db(),
    { id: reader.operatorId, name: '' },
    people.map((person) => person.id),
    reader.now,
  );
  const who: string[] = [];
  for (const { id, name } of people) {
    if (who.length === mostNames) break;
    if (against.has(id)) continue;
    const { access } = await accessOfOperator(db(), id, reader.now);
    const row = { subjectType: model, environmentId, requestedBy: reader.operatorId };
    const may =
      model && access.can(command, model) && mayOn(access, 'approval.approve', 'ApprovalRequest', row);
    if (may) who.push(name);
  }
  return { needed, isSetUp, who };
}
export type Ahead = Awaited<ReturnType<typeof approvalAhead>>;

/** Every rule of this installation, what counts without one, and whether set-up mode still lasts. */
export async function approvalRules(reader: Reader) {
  if (!reader.access.can('read', 'ApprovalPolicy')) throw notFound('This page');
  const [rules, installation] = await Promise.all([
    db().approvalPolicy.findMany({
      where: scopeOf(reader.access, 'read', 'ApprovalPolicy'),
      select: {
        id: true,
        environmentId: true,
        command: true,
        approvals: true,
        causedBy: true,
        createdAt: true,
      },
      orderBy: [{ command: 'asc' }, { environmentId: 'asc' }],
    }),
    db().installation.findUniqueOrThrow({ where: { id: 'current' } }),
  ]);
  return { rules, standard: defaultApprovals, setupEndedAt: installation.setupEndedAt };
}
export type ApprovalRules = Awaited<ReturnType<typeof approvalRules>>;

/** While set-up mode lasts: the account owners who have signed in, and how many are missing; null once it ended. */
export async function setupMode(): Promise<{ owners: number; missing: number } | null> {
  const { setupEndedAt } = await db().installation.findUniqueOrThrow({ where: { id: 'current' } });
  if (setupEndedAt) return null;
  const rows = await db().operator.findMany({
    where: {
      state: 'active',
      assignments: { some: { role: 'account-owner', environmentId: null, endedAt: null } },
      sessions: { some: { pending: false } },
    },
    select: { email: true },
  });
  const owners = new Set(rows.map((row) => personKey(row.email))).size;
  return { owners, missing: Math.max(0, 2 - owners) };
}
