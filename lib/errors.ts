/**
 * The closed list of reasons for which the console says no. `Refusal` is the only exception with a meaning;
 * everything else that is thrown is a fault, shown as a sentence and a reference.
 */
export const httpStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  already_done: 409,
  too_large: 413,
  unsupported: 415,
  needs_factor: 403,
  awaits_approval: 202,
  too_many: 429,
  fault: 500,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type Code = keyof typeof httpStatus;

/** A refusal with a code from the closed list and a sentence for the person who met it. */
export class Refusal extends Error {
  readonly code: Code;
  /** Field name -> sentence, where a form can show it. */
  readonly fields: Record<string, string>;
  /** What the trail calls it where its code says too little: the rule of a sign-in that was broken. */
  readonly rule: string | null;
  constructor(code: Code, message: string, fields: Record<string, string> = {}, rule: string | null = null) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.fields = fields;
    this.rule = rule;
  }
}

/** "No such thing" is also the answer for what is not yours: the two must not differ by a byte. */
export function notFound(what = 'That'): Refusal {
  return new Refusal('not_found', `${what} does not exist, or you may not see it.`);
}

/** Of a command that no role of theirs permits. */
export function notPermitted(command: string): Refusal {
  return new Refusal(
    'forbidden',
    `Your roles do not permit ${command} here. Ask an account owner for a role that does.`,
  );
}
