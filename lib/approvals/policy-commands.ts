/** Promise: how many people are asked changes only with the agreement of another, and never to nobody while nobody else is there. */
import type { WhereOf } from '../access/scope.ts';
import { change, creation, type Kind } from '../command.ts';
import type { Tx } from '../db/client.ts';
import { Refusal } from '../errors.ts';
import { commandNamed } from './directory.ts';
import { approvalsFor } from './policy.ts';
import { others } from './rules.ts';
import { everyCommand, RemoveApprovalPolicy, SetApprovalPolicy } from './schema.ts';

const find = (tx: Tx, where: WhereOf<'ApprovalPolicy'>) =>
  tx.approvalPolicy.findFirst({
    where,
    select: { id: true, environmentId: true, command: true, approvals: true },
  });
type PolicySubject = NonNullable<Awaited<ReturnType<typeof find>>>;

const placeOf = ({ environmentId, command }: Pick<PolicySubject, 'environmentId' | 'command'>) =>
  `${command === everyCommand ? 'every critical change' : command}${environmentId ? ` in ${environmentId}` : ''}`;
const policyKind: Kind<'ApprovalPolicy', PolicySubject> = {
  model: 'ApprovalPolicy',
  table: 'approval_policy',
  noun: 'This approval rule',
  find,
  label: (rule) => `Approval of ${placeOf(rule)}`,
  environmentOf: (rule) => rule.environmentId,
};
const audited = ['command', 'environmentId', 'approvals'] as const;
const asks = (approvals: number) =>
  approvals === 0 ? 'waits for nobody else' : `waits for ${others(approvals)}`;

export const setApprovalPolicy = creation({
  name: 'approval.set_policy',
  kind: policyKind,
  input: SetApprovalPolicy,
  audited,
  sensitivity: 'critical',
  async create({ tx }, { command, environmentId, approvals }) {
    if (command !== everyCommand && !(await commandNamed(command)))
      throw wrong({ command: 'There is no change of that name.' });
    if (environmentId && (await tx.environment.count({ where: { id: environmentId } })) === 0)
      throw wrong({ environmentId: 'There is no environment of that name.' });
    const { isSetUp, needed } = await approvalsFor(tx, command, environmentId);
    // Decided alone in the first hour, it would hold for good once others are there.
    if (isSetUp && approvals < needed)
      throw new Refusal(
        'conflict',
        'This can be lowered once two account owners have signed in: somebody else has to agree to it. Nothing was changed.',
      );
    const former = await tx.approvalPolicy.findFirst({
      where: { command, environmentId },
      select: { approvals: true },
    });
    return { command, environmentId, former: former?.approvals ?? null };
  },
  async run({ tx, actor }, { former }, { command, environmentId, approvals }) {
    if (former === approvals)
      throw new Refusal('already_done', 'This rule says so already. Nothing was changed.');
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('approval policy'))`;
    const known = await tx.approvalPolicy.findFirst({
      where: { command, environmentId },
      select: { id: true },
    });
    const data = { approvals, causedBy: actor.id };
    const select = { id: true } as const;
    const { id } = known
      ? await tx.approvalPolicy.update({ where: known, data, select })
      : await tx.approvalPolicy.create({ data: { ...data, command, environmentId }, select });
    return { id, former };
  },
  summary: (rule, { former }) =>
    `${placeOf(rule)} ${asks(rule.approvals)}${former === null ? '' : `; before: ${former}`}`,
});

export const removeApprovalPolicy = change({
  name: 'approval.remove_policy',
  kind: policyKind,
  input: RemoveApprovalPolicy,
  leaves: true,
  audited,
  sensitivity: 'critical',
  async run({ tx }, rule) {
    await tx.approvalPolicy.delete({ where: { id: rule.id }, select: { id: true } });
    const { needed, isSetUp } = await approvalsFor(tx, rule.command, rule.environmentId);
    if (isSetUp && needed < rule.approvals)
      throw new Refusal(
        'conflict',
        'This can be lowered once two account owners have signed in: somebody else has to agree to it. Nothing was changed.',
      );
    return { id: rule.id, needed };
  },
  summary: (rule, { needed }) => `The rule of ${placeOf(rule)} was taken away; it ${asks(needed)} now`,
});

function wrong(fields: Record<string, string>): Refusal {
  return new Refusal('invalid', 'Correct the marked fields.', fields);
}
