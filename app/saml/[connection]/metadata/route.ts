import { plain } from '#lib/auth/addresses.ts';
import { counted } from '#lib/auth/door.ts';
import { isAway } from '#lib/auth/entrance.ts';
import { spMetadata } from '#lib/auth/sp-metadata.ts';
import { connectionBySlug } from '#lib/connections/queries.ts';
import { Slug } from '#lib/connections/schema.ts';

export const dynamic = 'force-dynamic';

interface Segment {
  params: Promise<{ connection: string }>;
}

/** Served before the connection is enabled, too: the IdP is set up with it first. */
export async function GET(_request: Request, { params }: Segment): Promise<Response> {
  const { connection } = await params;
  return counted(() => metadataOf(connection));
}

async function metadataOf(slug: string): Promise<Response> {
  try {
    // A name that nobody could give is asked of no database: a NUL in it would be an error there.
    const connection = Slug.safeParse(slug).success ? await connectionBySlug(slug) : null;
    if (!connection) return plain(404, 'There is no connection of that name.');
    return new Response(spMetadata(connection), {
      headers: {
        'content-type': 'application/samlmetadata+xml; charset=utf-8',
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    if (isAway(error)) return plain(503, 'The database does not answer. Try again in a moment.');
    throw error;
  }
}
