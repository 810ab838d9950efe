import { ZodError } from 'zod';
import { viewerOfRequest } from '#lib/auth/current.ts';
import { counted } from '#lib/auth/door.ts';
import { env } from '#lib/env.ts';
import { type Code, httpStatus, Refusal } from '#lib/errors.ts';
import { executeWithFactor } from '#lib/factors/step-up.ts';
import { answerTo } from '#lib/refuse.ts';
import { matchRoute } from '#lib/rest.ts';

const bodyCap = 256 * 1024;
type Viewer = NonNullable<Awaited<ReturnType<typeof viewerOfRequest>>>;

async function handle(
  request: Request,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> {
  try {
    const viewer = await viewerOfRequest(request);
    if (!viewer) return await counted(async () => problem('unauthenticated', 'Sign in first.'));
    const found = matchRoute(request.method, `/${(await params).path.join('/')}`);
    if (!found) return problem('not_found', 'There is no such operation. See /api/v1/openapi.json.');
    const { route, id } = found;
    if (route.kind === 'query') {
      const filter = Object.fromEntries(new URL(request.url).searchParams);
      return json(await route.run(viewer.reader, id ? { ...filter, id } : filter));
    }
    const body = await readJson(request);
    return await run(viewer, found.route, id ? { ...body, id } : body, request.headers);
  } catch (error) {
    if (error instanceof ZodError) return problem('invalid', 'A parameter is wrong.');
    const { code, message, fields, reference } = answerTo(
      error,
      `${request.method} ${new URL(request.url).pathname}`,
    );
    return problem(code, message, { fields, reference });
  }
}

async function run(
  viewer: Viewer,
  route: NonNullable<ReturnType<typeof matchRoute>>['route'],
  input: object,
  headers: Headers,
): Promise<Response> {
  if (route.kind !== 'command') return problem('not_found', 'There is no such operation.');
  const nonce = headers.get('idempotency-key');
  if (nonce && nonce.length > 200)
    return problem('invalid', 'An Idempotency-Key has at most 200 characters.');
  const given = { assertion: headers.get('proof-assertion'), code: headers.get('proof-code') };
  const origin = { ...viewer.origin, channel: 'api' as const };
  const outcome = await executeWithFactor(route.command, viewer, input, given, { origin, nonce });
  switch (outcome.kind) {
    case 'done':
      return json({ ...outcome.result, event: outcome.event }, route.command.creates ? 201 : 200);
    case 'alreadyDone':
      return json({
        alreadyDone: true,
        id: outcome.subjectId,
        message: 'This was done already, once. A token is shown only the first time.',
      });
    case 'invalid':
      return problem('invalid', outcome.message, { fields: outcome.fields });
    case 'needsFactor':
      // What WebAuthn needs goes to the session's own script alone, which this answer can only reach (no CORS).
      return json(
        {
          error: 'needs_factor',
          message: outcome.error ?? outcome.message,
          critical: outcome.critical,
          ways: outcome.ways,
        },
        httpStatus.needs_factor,
      );
    case 'refused':
      return problem(outcome.code, outcome.message, { reference: outcome.reference });
  }
}

// The session's cookie comes along with a cross-site form, too; JSON with our own Origin does not (proxy.ts checks it as well).
async function readJson(request: Request): Promise<object> {
  if (request.headers.get('origin') !== new URL(env().publicUrl).origin)
    throw new Refusal('forbidden', `Requests with a session carry Origin: ${env().publicUrl}`);
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new Refusal('unsupported', 'Send application/json.');
  const text = await readCapped(request);
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('shape');
    return body;
  } catch {
    throw new Refusal('invalid', 'The body is not a JSON object.');
  }
}

async function readCapped(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > bodyCap) throw new Refusal('too_large', 'A body has at most 256 kB.');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function problem(
  code: Code,
  message: string,
  more: { fields?: Record<string, string>; reference?: string } = {},
): Response {
  const { fields, reference } = more;
  return json(
    {
      error: code,
      message,
      ...(fields && Object.keys(fields).length > 0 && { fields }),
      ...(reference && { reference }),
    },
    httpStatus[code],
  );
}

function json(value: unknown, status = 200): Response {
  const text = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v));
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

export { handle as GET, handle as POST };
