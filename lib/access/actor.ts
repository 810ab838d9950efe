import type { MachineActor } from './machines.ts';

/** Who asks. A person brings their session and the instant of their last proven second factor. */
export type Actor =
  | {
      kind: 'operator';
      id: string;
      name: string;
      sessionId: string;
      proofAt: Date;
      proofContext: string;
      /** Set while the session is used in a place where it gave no second factor. */
      moved?: true;
    }
  /** A service account: the key's id, and the person who answers for what it does. */
  | { kind: 'service'; id: string; name: string; behind: string }
  | { kind: 'cli'; id: string; name: string }
  | { kind: 'system'; id: Exclude<MachineActor, 'cli'>; name: string };

/** Who stands behind what this actor makes: a token is nobody by itself. */
export const behind = (actor: Actor): string => (actor.kind === 'service' ? actor.behind : actor.id);
