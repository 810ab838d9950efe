/** What the search for escalation paths looks at, as plain data. */
import type { RoleDefinition } from './definitions.ts';
import type { Row } from './rows.ts';

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

export interface StandingGroup {
  id: string;
  name: string;
  holds: Place[];
  /** Its members are a directory's. */
  isProvisioned: boolean;
}

export interface PolicyState {
  roles: ReadonlyMap<string, RoleDefinition>;
  kin: readonly Kin[];
  groups: readonly StandingGroup[];
  /** Those with rules of their own about how many people agree. */
  environments: readonly string[];
  /** How many other people a critical command waits for in a place; 0: nobody. */
  waits(command: string, environmentId: string | null): number;
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
  /** A role with administrative verbs, or beyond what an access-manager gives alone, is critical to give. */
  heavyWaits: boolean;
}
export const houseRules: HouseRules = {
  neverToOneself: true,
  ceiling: true,
  neverOwnRole: true,
  heavyWaits: true,
};

/** One way to more power: what is gained, and the steps in words, first to last. */
export interface Path {
  kinId: string;
  /** The same of the same kin before and after a change. */
  key: string;
  /** "have what Security officer may": what they could. */
  gain: string;
  steps: string[];
  /** The role that is gained and what it gives; null: another's account, or the rules themselves. */
  place: Place | null;
  rows: readonly Row[] | null;
}

/** A role that somebody holds or could, with the steps to it. */
export interface Reached {
  place: Place;
  via: string[];
  /** Where it is no role but a part of one, or one on the applications of others. */
  rows?: readonly Row[];
}

/** Somebody whom the person acts as: themselves, their second account, or whose account they took over. */
export interface Identity {
  id: string;
  name: string;
  places: Map<string, Reached>;
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
