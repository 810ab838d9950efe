import { currentViewer } from '#lib/auth/current.ts';
import { readConnection } from '#lib/connections/console-queries.ts';
import { Refusal } from '#lib/errors.ts';
import { idFrom } from '../../../found.ts';

/** One of our certificates as a file, for the IdPs that take no metadata: the signing one unless `of` names another. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const id = await idFrom(params);
  const viewer = await currentViewer();
  const connection = viewer && !viewer.moved && (await readConnection(viewer.reader, id).catch(nullIfAbsent));
  if (!connection) return new Response('There is no such connection.\n', { status: 404 });
  const of = new URL(request.url).searchParams.get('of') ?? 'signing';
  const pem = new Map([
    ['signing', connection.spCertificate],
    ['encryption', connection.encryptionCert],
    ['next-signing', connection.nextSpCertificate],
    ['next-encryption', connection.nextEncryptionCert],
  ]).get(of);
  if (!pem) return new Response('There is no such certificate.\n', { status: 404 });
  return new Response(pem, {
    headers: {
      'content-type': 'application/x-pem-file',
      'content-disposition': `attachment; filename="gatehouse-${connection.slug}-${of}.pem"`,
      'cache-control': 'no-store',
    },
  });
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof Refusal && error.code === 'not_found') return null;
  throw error;
}
