import { permissionsOf } from '#lib/auth/permissions.ts';
import { viewerOfRequest } from '#lib/auth/viewer.ts';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const viewer = await viewerOfRequest(request);
  const headers = { 'cache-control': 'no-store' };
  if (!viewer)
    return Response.json(
      { error: 'unauthenticated', message: 'Sign in first: no session is in force.' },
      { status: 401, headers },
    );
  const { operator, connection, roles, startedAt, endsAt, proofAt } = viewer;
  return Response.json(
    {
      operator,
      connection: { slug: connection.slug, name: connection.name },
      roles,
      permissions: permissionsOf(viewer.access),
      session: {
        startedAt: startedAt.toISOString(),
        endsAt: endsAt.toISOString(),
        proofAt: proofAt.toISOString(),
      },
    },
    { headers },
  );
}
