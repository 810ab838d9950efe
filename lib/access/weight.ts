/** How heavy it is to give a role: one answer for the corridor, its previews and the search for paths to more power. Pure. */
import { lieInside, type RoleDefinition } from './definitions.ts';
import { ceilings, grantedWithApproval } from './roles.ts';

/** Whoever gives it. Plain data: others approve it, and a proof is bound to it. */
export interface Weight {
  administrative: boolean;
  /** Beyond what an access-manager gives alone. */
  beyondManagers: boolean;
  /** Of a role of one's own making: edited meanwhile, it is no longer what they agreed to. */
  version: number | null;
}

/** Of a role that is no more: judged as the heaviest. */
export const weightOfNothing: Weight = { administrative: true, beyondManagers: true, version: null };

const managersAlone = ceilings['access-manager'].filter(
  (role) => !grantedWithApproval['access-manager']?.includes(role),
);

type Weighed = Pick<RoleDefinition, 'slug' | 'rows' | 'ceiling' | 'version' | 'administrative'>;

export function weightOf(role: Weighed): Weight {
  const isAlone =
    role.version === null ? managersAlone.some((slug) => slug === role.slug) : lieInside(role, managersAlone);
  return { administrative: role.administrative, beyondManagers: !isAlone, version: role.version };
}

/**
 * Administrative roles are critical for everybody; whoever could not make an administrator gives alone only what an
 * access-manager gives alone (docs/access.md). Otherwise a role with all that an officer does but approve would be lighter.
 */
export function isCriticalToGive(
  { administrative, beyondManagers }: Omit<Weight, 'version'>,
  givesAdministrators: boolean,
): boolean {
  return administrative || (beyondManagers && !givesAdministrators);
}
