import { policySchema } from '#lib/access/policy-schema.ts';
import { env } from '#lib/env.ts';

/** Public: it names what there is, and nobody's rights. */
export function GET(): Response {
  return Response.json(policySchema(env().publicUrl));
}
