/** Policies in small, for the search: who holds what, and what is found. */
import { customDefinition, type RoleDefinition, systemDefinition } from '#lib/access/definitions.ts';
import { pathsIn } from '#lib/access/escalation.ts';
import { kinOf, sentenceOf } from '#lib/access/escalation-planned.ts';
import { type HouseRules, houseRules, nameOf, type PolicyState } from '#lib/access/escalation-state.ts';
import type { PolicyRule } from '#lib/access/policy.ts';
import { systemRoles } from '#lib/access/roles.ts';

const everywhere = null;
export function custom(slug: string, rules: PolicyRule[], ceiling: string[] = []): RoleDefinition {
  return customDefinition({ slug, name: slug, description: '', policy: { rules }, ceiling, version: 1 });
}

export interface Somebody {
  id: string;
  roles: [role: string, environmentId?: string][];
  groups?: string[];
}

export function policy(
  people: Somebody[],
  of: {
    custom?: RoleDefinition[];
    groups?: (Omit<PolicyState['groups'][number], 'isProvisioned'> & { isProvisioned?: boolean })[];
    needed?: number;
    rules?: Partial<HouseRules>;
    waits?: PolicyState['waits'];
  } = {},
): PolicyState {
  const own = of.custom ?? [];
  const roles = new Map(
    [...systemRoles.map((slug) => systemDefinition(slug, own)), ...own].map((r) => [r.slug, r]),
  );
  const kin = kinOf(
    people.map(({ id, roles: held, groups = [] }) => ({
      person: { id, name: id, connectionId: 'idp' },
      holds: held.map(([role, environmentId = everywhere]) => ({ role, environmentId })),
      groups,
    })),
  );
  const needed = of.needed ?? 1;
  const rules = { ...houseRules, ...of.rules };
  const groups = (of.groups ?? []).map((group) => ({ isProvisioned: false, ...group }));
  return { roles, kin, groups, environments: ['sandbox'], waits: of.waits ?? (() => needed), rules };
}

export const found = (state: PolicyState) =>
  pathsIn(state).map((path) => {
    const kin = state.kin.find(({ id }) => id === path.kinId);
    return sentenceOf(kin && nameOf(kin), path);
  });
