/** Thrown inside the corridor only: what ends a walk without a change, and is no refusal. */
import type { ProofNote } from '../factors/proof.ts';

/** What a rehearsal found, before it was rolled back. */
export interface Draft {
  command: string;
  /** As it was sent: it is parsed again when it is executed. */
  input: unknown;
  digest: string;
  /** The proof of this change that the rehearsal found; the request uses it up. */
  proof: ProofNote & { binding: string };
  subjectType: string;
  subjectId: string | null;
  subjectLabel: string;
  environmentId: string | null;
  summary: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  needed: number;
}

/**
 * Made by the corridor out of a rehearsal, and by nothing that can be sent: a form or an API call that wrote its own
 * summary would show approvers another change than the one that they agree to.
 */
export class Rehearsal {
  readonly draft: Draft;
  constructor(draft: Draft) {
    this.draft = draft;
  }
}

/** The walk came to its end, and other people have to agree first. */
export class AwaitsApproval extends Error {
  readonly rehearsal: Rehearsal;
  constructor(draft: Draft) {
    super('awaits approval');
    this.rehearsal = new Rehearsal(draft);
  }
}

/** The same person asked for the same thing before, and that is still open. */
export class AlreadyAsked extends Error {
  readonly request: { id: string; needed: number; state: string };
  constructor(request: { id: string; needed: number; state: string }) {
    super('asked already');
    this.request = request;
  }
}

/** What was approved is not what would be done now. */
export class Stale extends Error {
  constructor() {
    super('What was approved has changed since. Nothing was done; ask for it once more.');
  }
}
