import type { Rule } from '#components/approvals/rule-table.tsx';
import { defaultApprovals } from '#lib/approvals/rules.ts';
import { everyCommand } from '#lib/approvals/schema.ts';
import { titleOf } from '#lib/command-words.ts';
import { paths } from '#lib/paths.ts';
import { hrefWith } from '../../href.ts';

export interface StoredRule {
  id: string;
  environmentId: string | null;
  command: string;
  approvals: number;
}

/** "Every critical change", "Give a role" */
export const whatOf = (command: string) =>
  command === everyCommand ? 'Every critical change' : titleOf(command);

/** The rules that were set, widest first, and the product's own where none stands for everything. */
export function rulesOf(
  stored: StoredRule[],
  environments: { id: string; name: string }[],
  may: boolean,
): Rule[] {
  const everything = stored.some((r) => r.command === everyCommand && r.environmentId === null);
  const standing = { id: 'default', environmentId: null, command: everyCommand, approvals: defaultApprovals };
  const all = everything ? stored : [standing, ...stored];
  return all.toSorted(byReach).map(({ id, environmentId, command, approvals }) => ({
    key: id,
    what: whatOf(command),
    where: environments.find((e) => e.id === environmentId)?.name ?? 'every environment',
    approvals,
    isDefault: id === 'default',
    editHref: may
      ? hrefWith(paths.approvalRuleEdit, { command, environment: environmentId ?? undefined })
      : null,
    removeHref: may && id !== 'default' ? paths.removeApprovalRule(id) : null,
  }));
}

const reach = ({ command, environmentId }: StoredRule) =>
  (command === everyCommand ? 0 : 2) + (environmentId === null ? 0 : 1);
const byReach = (a: StoredRule, b: StoredRule) =>
  reach(a) - reach(b) || whatOf(a.command).localeCompare(whatOf(b.command));
