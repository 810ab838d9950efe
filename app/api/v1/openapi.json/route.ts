import { env } from '#lib/env.ts';
import { openApi } from '#lib/openapi.ts';

export function GET(): Response {
  return Response.json(openApi(env().publicUrl));
}
