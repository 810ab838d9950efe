/** What the search for escalation paths looks at, as plain data. */
import type { RoleDefinition } from './definitions.ts';

export interface Place {
  role: string;
  /** Null: every environment. */
  environmentId: string | null;
}

/** People who hold the same count as one: what one of them can do, each can. */
export interface Kin {
  id: string;
  names: string[];
  people: string[];
  connectionId: string;
  holds: Place[];
  groups: string[];
}

export interface PolicyState {
  roles: ReadonlyMap<string, RoleDefinition>;
  kin: readonly Kin[];
  groups: readonly { id: string; name: string; holds: Place[] }[];
  /** How many other people a critical command waits for; 0: nobody. */
  waits(command: string): number;
  /** The rules of the house that tests turn off one at a time, to see that the search notices. */
  rules: HouseRules;
}

export interface HouseRules {
  /** Nobody gives a role to themselves. */
  neverToOneself: boolean;
  /** What is given lies inside the giver's ceiling. */
  ceiling: boolean;
  /** Nobody shapes a role that they hold. */
  neverOwnRole: boolean;
  /** A role with administrative verbs is critical to give. */
  administrativeWaits: boolean;
}
export const houseRules: HouseRules = {
  neverToOneself: true,
  ceiling: true,
  neverOwnRole: true,
  administrativeWaits: true,
};

/** One way to more power: what is gained, and the steps in words, first to last. */
export interface Path {
  kinId: string;
  /** The same of the same kin before and after a change. */
  key: string;
  /** "have what Security officer may": what they could. */
  gain: string;
  steps: string[];
  /** The role that is gained; null: another's account, or the rules themselves. */
  place: Place | null;
}

/** Somebody whom the person acts as: themselves, their second account, or whose account they took over. */
export interface Identity {
  id: string;
  name: string;
  places: Map<string, { place: Place; via: string[] }>;
  via: string[];
  connectionId: string;
  /** The kin whom it is; null: a second account. */
  kin: Kin | null;
}

export const slugPlace = ({ role, environmentId }: Place) => `${role} ${environmentId ?? ''}`;
/** The id of a person's second account. */
export const puppet = 'second account';

/** "Ada Lovelace", or "Ada Lovelace and 3 others". */
export function nameOf({ names }: Pick<Kin, 'names'>): string {
  const [first = 'nobody', ...more] = names;
  if (more.length === 0) return first;
  return `${first} and ${more.length === 1 ? '1 other' : `${more.length} others`}`;
}
