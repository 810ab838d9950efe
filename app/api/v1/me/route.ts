import { isAway } from '#lib/auth/entrance.ts';
import { permissionsOf } from '#lib/auth/permissions.ts';
import { movedWords } from '#lib/auth/place.ts';
import { type Viewer, viewerOfRequest } from '#lib/auth/viewer.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  if (request.headers.has('authorization'))
    return answer(403, { error: 'forbidden', message: 'This tells a person about their own session.' });
  try {
    const viewer = await viewerOfRequest(request);
    if (viewer?.moved) return answer(403, { error: 'needs_factor', message: movedWords });
    if (viewer) return answer(200, described(viewer));
    return answer(401, { error: 'unauthenticated', message: 'Sign in first: no session is in force.' });
  } catch (error) {
    if (!isAway(error)) throw error;
    return answer(503, {
      error: 'unavailable',
      message: 'The database does not answer. Try again in a moment.',
    });
  }
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } });
}

function described({ operator, connection, roles, access, startedAt, endsAt, proofAt }: Viewer): object {
  return {
    operator,
    connection: { slug: connection.slug, name: connection.name },
    roles,
    permissions: permissionsOf(access),
    session: {
      startedAt: startedAt.toISOString(),
      endsAt: endsAt.toISOString(),
      proofAt: proofAt.toISOString(),
    },
  };
}
