/** What is known of one person's reach so far: as whom they act, and what each of those holds, with the steps to it. */
import type { RoleDefinition } from './definitions.ts';
import {
  type Identity,
  type Kin,
  nameOf,
  type Place,
  type PolicyState,
  type Reached,
  slugPlace,
} from './escalation-state.ts';
import type { Grant, Row } from './rows.ts';
import { isCriticalToGive, type Weight, weightOf } from './weight.ts';

export class Search {
  readonly identities = new Map<string, Identity>();
  readonly lowered: { via: string[] }[] = [];
  changed = true;
  readonly state: PolicyState;
  readonly #weights = new Map<RoleDefinition, Weight>();
  /** As long as an identity holds no more; it never holds less. */
  readonly #grants = new Map<Identity, Grant[]>();

  constructor(state: PolicyState, kin: Kin) {
    this.state = state;
    this.become(kin, kin.id, 'themselves', []);
  }

  throughGroups({ groups }: Kin): Place[] {
    return groups.flatMap((id) => this.state.groups.find((group) => group.id === id)?.holds ?? []);
  }

  /** What they hold from the first on: nobody needs to take more before they use what they have. */
  heldAnyway({ kin }: Identity): string[] {
    return kin ? [...kin.holds, ...this.throughGroups(kin)].map(({ role }) => role) : [];
  }

  roleName({ role, environmentId }: Place): string {
    const name = this.state.roles.get(role)?.name ?? role;
    return environmentId ? `${name} in ${environmentId}` : name;
  }

  rowsOf({ place, rows }: Pick<Reached, 'place' | 'rows'>): readonly Row[] {
    return rows ?? this.state.roles.get(place.role)?.rows ?? [];
  }

  grantsOf(actor: Identity): readonly Grant[] {
    const known = this.#grants.get(actor);
    if (known?.length === actor.places.size) return known;
    const grants = [...actor.places.values()].map((reached) => this.#grantOf(actor, reached));
    this.#grants.set(actor, grants);
    return grants;
  }

  #grantOf(actor: Identity, reached: Reached): Grant {
    const { role, environmentId } = reached.place;
    const given = reached.rows ? [] : (this.state.roles.get(role)?.ceiling ?? []);
    const ceiling = this.state.rules.ceiling ? given : [...this.state.roles.keys()];
    const whose = { operatorId: actor.id, ownApplications: [], teamApplications: [] };
    return { role, rows: this.rowsOf(reached), ceiling, environmentId, ...whose };
  }

  /** The grants by which an identity may run a command, anywhere. */
  by(actor: Identity, command: string): Grant[] {
    return this.grantsOf(actor).filter((grant) =>
      grant.rows.some((row) => row.may.includes(command) && row.where?.(grant) !== false),
    );
  }

  /** The steps by which nobody else has to agree; null where somebody does. A second account never counts: who caused it is known. */
  alone(command: string, isCritical: boolean, environmentId: string | null = null): string[] | null {
    if (!isCritical) return [];
    const [lowered] = this.lowered;
    if (lowered) return lowered.via;
    return this.state.waits(command, environmentId) === 0 ? [] : null;
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

  /** The words are made only of what is new: most of what is found was found before. */
  give(to: Identity, place: Place, via: () => string[], rows?: readonly Row[]): void {
    if (to.places.has(slugPlace(place))) return;
    to.places.set(slugPlace(place), { place, via: via(), ...(rows && { rows }) });
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

  hasAll(): boolean {
    const all = slugPlace({ role: 'account-owner', environmentId: null });
    return [...this.identities.values()].some(({ places }) => places.has(all));
  }

  /** Which roles wait for somebody where this identity gives them: weighed as the corridor weighs it. */
  waitingFor(actor: Identity): (role: RoleDefinition) => boolean {
    const gives = this.by(actor, 'assignment.create').some(({ ceiling }) =>
      ceiling.includes('administrator'),
    );
    return (role) => this.state.rules.heavyWaits && isCriticalToGive(this.#weightOf(role), gives);
  }

  #weightOf(role: RoleDefinition): Weight {
    const weight = this.#weights.get(role) ?? weightOf(role);
    this.#weights.set(role, weight);
    return weight;
  }
}
