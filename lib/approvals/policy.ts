/** Promise: how many other people a critical change waits for is data, one where nobody said otherwise, and asked in one place. */
import type { Database, Tx } from '../db/client.ts';
import { defaultApprovals } from './rules.ts';
import { everyCommand } from './schema.ts';

/** Its own number can never be set to nobody: whoever could lower all others alone would wait for nobody from then on. */
const neverAlone = ['approval.set_policy', 'approval.remove_policy'];

export interface Asked {
  needed: number;
  /** Until two account owners have signed in with a second factor, nothing waits. */
  isSetUp: boolean;
}

/** The rule of the nearest place: this environment and command, everywhere and this command, then every command. */
export async function approvalsFor(
  tx: Pick<Tx | Database, 'approvalPolicy' | 'installation'>,
  command: string,
  environmentId: string | null,
): Promise<Asked> {
  const rules = await tx.approvalPolicy.findMany({
    where: {
      command: { in: [command, everyCommand] },
      OR: [{ environmentId: null }, ...(environmentId ? [{ environmentId }] : [])],
    },
    select: { environmentId: true, command: true, approvals: true },
  });
  const { setupEndedAt } = await tx.installation.findUniqueOrThrow({ where: { id: 'current' } });
  const rule = nearest(rules, command, environmentId);
  const asked = rule?.approvals ?? defaultApprovals;
  const needed = neverAlone.includes(command) ? Math.max(1, asked) : asked;
  return { needed, isSetUp: setupEndedAt === null };
}

/** Of an open request: what was asked for then, or more where the rule asks for more by now; never less than was promised. */
export async function neededNow(
  tx: Parameters<typeof approvalsFor>[0],
  { command, environmentId, needed }: { command: string; environmentId: string | null; needed: number },
): Promise<number> {
  return Math.max(needed, (await approvalsFor(tx, command, environmentId)).needed);
}

interface PolicyRow {
  environmentId: string | null;
  command: string;
  approvals: number;
}

/** Order of docs/access.md; null where the default counts. */
export function nearest<T extends PolicyRow>(
  rules: readonly T[],
  command: string,
  environmentId: string | null,
): T | null {
  const places: [string | null, string][] = [
    [environmentId, command],
    [null, command],
    [environmentId, everyCommand],
    [null, everyCommand],
  ];
  for (const [place, name] of places) {
    const found = rules.find((rule) => rule.environmentId === place && rule.command === name);
    if (found) return found;
  }
  return null;
}
