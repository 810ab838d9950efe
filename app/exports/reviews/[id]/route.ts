import { z } from 'zod';
import { plain, seeOther } from '#lib/auth/addresses.ts';
import { viewerOfRequest } from '#lib/auth/current.ts';
import { ExportFormat } from '#lib/exports/schema.ts';
import { wholeText } from '#lib/exports/whole.ts';
import { paths } from '#lib/paths.ts';
import { commands, execute } from '#lib/registry.ts';
import { evidenceOf } from '#lib/reviews/evidence.ts';

export const dynamic = 'force-dynamic';

const types = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

/** A review's rows as a file. By POST, so that no link makes somebody take it along; the trail is told first. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  const viewer = await viewerOfRequest(request, 'console');
  if (!viewer) return seeOther(paths.signIn);
  if (viewer.moved) return seeOther(paths.stepUp);
  if (!z.uuid().safeParse(id).success || !viewer.can('review.export', 'ReviewCampaign'))
    return plain(404, 'There is no such review.');
  const format = ExportFormat.safeParse((await request.formData()).get('format'));
  if (!format.success) return plain(400, 'Choose CSV or JSON.');
  const told = await execute(
    commands.exportReview,
    viewer.actor,
    { id, format: format.data },
    { origin: viewer.origin },
  );
  if (told.kind !== 'done') return plain(404, 'There is no such review.');
  return new Response(wholeText(await evidenceOf(viewer.reader, id), format.data), {
    headers: {
      'content-type': types[format.data],
      'content-disposition': `attachment; filename="gatehouse-review-${id}.${format.data}"`,
      'cache-control': 'no-store',
    },
  });
}
