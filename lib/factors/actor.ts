import type { Actor } from '../command.ts';

/** Gives proofs, after a factor was checked. No person may give one by word alone. */
export const secondFactorActor: Actor = { kind: 'system', id: 'second-factor', name: 'Second factor' };
