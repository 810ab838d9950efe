import { currentViewer } from '#lib/auth/current.ts';
import { readConnection } from '#lib/connections/console-queries.ts';
import { Refusal } from '#lib/errors.ts';
import { idFrom } from '../../../found.ts';

/** Our signing certificate as a file, for the IdPs that take no metadata. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const viewer = await currentViewer();
  const connection = viewer && (await readConnection(viewer.reader, id).catch(nullIfAbsent));
  if (!connection) return new Response('There is no such connection.\n', { status: 404 });
  return new Response(connection.spCertificate, {
    headers: {
      'content-type': 'application/x-pem-file',
      'content-disposition': `attachment; filename="gatehouse-${connection.slug}-signing.pem"`,
      'cache-control': 'no-store',
    },
  });
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof Refusal && error.code === 'not_found') return null;
  throw error;
}
