import type { Actor } from '../access/actor.ts';

/** Gives proofs, after a factor was checked. No person may give one by word alone. */
export const secondFactorActor: Actor = { kind: 'system', id: 'second-factor', name: 'Second factor' };
