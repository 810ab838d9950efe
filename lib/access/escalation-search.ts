/** What is known of one person's reach so far: as whom they act, and what each of those holds, with the steps to it. */
import { isAdministrative, lieInside } from './definitions.ts';
import {
  type Identity,
  type Kin,
  nameOf,
  type Place,
  type PolicyState,
  slugPlace,
} from './escalation-state.ts';
import { administrativeRoles, ceilings, grantedWithApproval, systemRoles } from './roles.ts';
import type { Grant } from './rows.ts';

const managersAlone = ceilings['access-manager'].filter(
  (role) => !grantedWithApproval['access-manager']?.includes(role),
);

const administrative: readonly string[] = administrativeRoles;

export class Search {
  readonly identities = new Map<string, Identity>();
  readonly lowered: { via: string[] }[] = [];
  changed = true;
  readonly state: PolicyState;

  constructor(state: PolicyState, kin: Kin) {
    this.state = state;
    this.become(kin, kin.id, 'themselves', []);
  }

  throughGroups({ groups }: Kin): Place[] {
    return groups.flatMap((id) => this.state.groups.find((group) => group.id === id)?.holds ?? []);
  }

  roleName({ role, environmentId }: Place): string {
    const name = this.state.roles.get(role)?.name ?? role;
    return environmentId ? `${name} in ${environmentId}` : name;
  }

  grantsOf(actor: Identity): Grant[] {
    return [...actor.places.values()].flatMap(({ place }) => {
      const role = this.state.roles.get(place.role);
      if (!role) return [];
      const ceiling = this.state.rules.ceiling ? role.ceiling : [...this.state.roles.keys()];
      const whose = { operatorId: actor.id, ownApplications: [], teamApplications: [] };
      return [{ role: role.slug, rows: role.rows, ceiling, environmentId: place.environmentId, ...whose }];
    });
  }

  /** The grants by which an identity may run a command, anywhere. */
  by(actor: Identity, command: string): Grant[] {
    return this.grantsOf(actor).filter((grant) =>
      grant.rows.some((row) => row.may.includes(command) && row.where?.(grant) !== false),
    );
  }

  /** The steps by which nobody else has to agree; null where somebody does. A second account never counts: who caused it is known. */
  alone(command: string, isCritical: boolean): string[] | null {
    if (!isCritical) return [];
    const [lowered] = this.lowered;
    if (lowered) return lowered.via;
    return this.state.waits(command) === 0 ? [] : null;
  }

  become(kin: Kin | null, id: string, name: string, via: string[], from: Identity | null = null): void {
    if (this.identities.has(id)) return;
    const connectionId = kin?.connectionId ?? from?.connectionId ?? '';
    const identity: Identity = { id, name, via, connectionId, kin, places: new Map() };
    this.identities.set(id, identity);
    for (const place of kin ? [...kin.holds, ...this.throughGroups(kin)] : [])
      identity.places.set(slugPlace(place), { place, via });
    this.changed = true;
  }

  give(to: Identity, place: Place, via: string[]): void {
    if (to.places.has(slugPlace(place))) return;
    to.places.set(slugPlace(place), { place, via });
    this.changed = true;
  }

  lower(via: string[]): void {
    if (this.lowered.length > 0) return;
    this.lowered.push({ via });
    this.changed = true;
  }

  /** Everybody else; of people who hold the same as the actor, one more where there is one. */
  others(actor: Identity): { kin: Kin; id: string; name: string }[] {
    return this.state.kin.flatMap((kin) => {
      if (kin.id !== actor.id) return [{ kin, id: kin.id, name: nameOf(kin) }];
      const another = { kin, id: `${kin.id} another`, name: `another of ${nameOf(kin)}` };
      return kin.people.length > 1 ? [another] : [];
    });
  }

  /** Whom an identity may give something to: never themselves. */
  receivers(giver: Identity): Identity[] {
    const all = [...this.identities.values()];
    return this.state.rules.neverToOneself ? all.filter((one) => one.id !== giver.id) : all;
  }

  isAdministrative(slug: string): boolean {
    const role = this.state.roles.get(slug);
    if (!this.state.rules.administrativeWaits || !role) return false;
    return (systemRoles as readonly string[]).includes(slug)
      ? administrative.includes(slug)
      : isAdministrative(role.rows);
  }

  waitsFor(grant: Grant, slug: string): boolean {
    if (this.isAdministrative(slug)) return true;
    const role = this.state.roles.get(slug);
    if (grant.ceiling.includes('administrator') || !role || grant.role !== 'access-manager') return false;
    return (
      !(managersAlone as readonly string[]).includes(slug) &&
      !(role.version !== null && lieInside(role, managersAlone))
    );
  }
}
