/** An answer of RFC 7644 3.12: what a client did wrong, in the protocol's own words and in a sentence. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'sensitive';

export class ScimProblem extends Error {
  readonly status: number;
  readonly scimType: ScimType | null;
  constructor(status: number, detail: string, scimType: ScimType | null = null) {
    super(detail);
    this.name = 'ScimProblem';
    this.status = status;
    this.scimType = scimType;
  }
}

export function wrong(scimType: ScimType, detail: string): ScimProblem {
  return new ScimProblem(400, detail, scimType);
}
