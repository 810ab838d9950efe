import { plain, seeOther } from '#lib/auth/addresses.ts';
import { viewerOfRequest } from '#lib/auth/current.ts';
import { ExportFormat, ExportName, ExportTrail } from '#lib/exports/schema.ts';
import { type Source, sources } from '#lib/exports/sources.ts';
import { exported } from '#lib/exports/stream.ts';
import { paths } from '#lib/paths.ts';
import { answerTo } from '#lib/refuse.ts';
import { commands, execute } from '#lib/registry.ts';
import { currentRequest, withRequest } from '#lib/request.ts';

export const dynamic = 'force-dynamic';

const types = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' } as const;

/** A list as a file: what its page shows under the same filter, whole. By POST, so that no link makes somebody take it along. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ list: string }> },
): Promise<Response> {
  const name = ExportName.safeParse((await params).list);
  if (!name.success) return plain(404, 'There is no such list.');
  const source = sources[name.data];
  const facts = currentRequest();
  // A stream is read after this function has answered, where nothing knows of the request any more.
  const viewerNow = () => withRequest(facts, () => viewerOfRequest(request, 'console'));
  const viewer = await viewerNow();
  if (!viewer) return seeOther(paths.signIn);
  if (viewer.moved) return seeOther(paths.stepUp);
  if (!viewer.access.can(source.action, source.on)) return plain(404, 'There is no such list.');
  const fields = Object.fromEntries([...(await request.formData())].filter(([, v]) => typeof v === 'string'));
  const format = ExportFormat.safeParse(fields.format);
  if (!format.success) return plain(400, 'Choose CSV or JSON.');
  let filter: Record<string, unknown> = source.filter.parse(fields);
  if (name.data === 'audit') {
    const input = ExportTrail.parse(fields);
    const told = await execute(commands.exportTrail, viewer.actor, input, { origin: viewer.origin });
    if (told.kind !== 'done')
      return plain(403, 'message' in told ? told.message : 'The trail could not be exported.');
    filter = { ...filter, before: BigInt(told.result.upTo) + 1n };
  }
  return fileOf({ name: name.data, source, filter, format: format.data, viewerNow });
}

interface File {
  name: string;
  source: Source;
  filter: object;
  format: ExportFormat;
  viewerNow(): ReturnType<typeof viewerOfRequest>;
}

async function fileOf({ name, source, filter, format, viewerNow }: File): Promise<Response> {
  const reader = async () => (await viewerNow())?.reader ?? null;
  const text = exported({ source, filter, format, reader });
  try {
    // What is wrong with the wish shows in the first page, while there is still an answer to say it in.
    const first = await text.next();
    const day = new Date().toISOString().slice(0, 10);
    return new Response(streamOf(text, first.value ?? ''), {
      headers: {
        'content-type': types[format],
        'content-disposition': `attachment; filename="gatehouse-${name}-${day}.${format}"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    return plain(400, answerTo(error, `export ${name}`).message);
  }
}

/** Read as fast as it is taken, and no faster; whoever goes away stops it. */
function streamOf(text: AsyncGenerator<string>, first: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let head: string | null = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (head !== null) {
          controller.enqueue(encoder.encode(head));
          head = null;
          return;
        }
        const { value, done } = await text.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await text.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
