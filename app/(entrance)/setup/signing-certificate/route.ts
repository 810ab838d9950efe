import { connectionOf } from '#lib/setup/queries.ts';
import { requireStep } from '../current.ts';

export const dynamic = 'force-dynamic';

/** Our signing certificate as a file, for the IdPs that take no metadata. */
export async function GET(): Promise<Response> {
  const { connectionId } = await requireStep('test');
  const connection = await connectionOf(connectionId ?? '');
  if (!connection) return new Response('There is no such connection.\n', { status: 404 });
  return new Response(connection.spCertificate, {
    headers: {
      'content-type': 'application/x-pem-file',
      'content-disposition': `attachment; filename="gatehouse-${connection.slug}-signing.pem"`,
      'cache-control': 'no-store',
    },
  });
}
