import type { Step } from '#lib/check/explain.ts';
import type { Facts, ListFacts } from '#lib/check/facts.ts';

/** The first enforced list that did not admit the call, where a list was the reason. */
export function refusingList(facts: Facts, steps: readonly Step[]): ListFacts | null {
  const stopped = steps.find((step) => step.status === 'stopped');
  const enforced = facts.key?.lists.filter((list) => list.mode === 'enforce') ?? [];
  const held = new Set(
    stopped?.evidence?.filter((item) => item.verdict === 'holds it').map((item) => item.list),
  );
  if (stopped?.name === 'Source address')
    return (
      enforced.find(({ owner, cidrs, domains }) =>
        cidrs.length > 0 ? !held.has(owner) : domains.length === 0,
      ) ?? null
    );
  if (stopped?.name === 'Domain')
    return enforced.find(({ owner, domains }) => domains.length > 0 && !held.has(owner)) ?? null;
  return null;
}
