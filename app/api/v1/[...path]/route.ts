import { ZodError } from 'zod';
import { viewerOfRequest } from '#lib/auth/current.ts';
import { counted } from '#lib/auth/door.ts';
import { movedWords } from '#lib/auth/place.ts';
import type { Command } from '#lib/command.ts';
import { env } from '#lib/env.ts';
import { httpStatus, notFound, Refusal } from '#lib/errors.ts';
import { executeWithFactor } from '#lib/factors/step-up.ts';
import { answerTo } from '#lib/refuse.ts';
import { execute } from '#lib/registry.ts';
import { currentRequest } from '#lib/request.ts';
import { matchRoute, permissionOf, type Route, takesServices } from '#lib/rest.ts';
import { callerOf, type ServiceCaller } from '#lib/service-accounts/door.ts';
import { json, problem } from './answers.ts';

const bodyCap = 256 * 1024;
type Viewer = NonNullable<Awaited<ReturnType<typeof viewerOfRequest>>>;
/** Who asks: a person by their session, or a machine by its token; never both at once. */
type Caller = { person: Viewer } | { service: ServiceCaller };

async function handle(
  request: Request,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> {
  try {
    const caller = await whoAsks(request);
    if (caller instanceof Response) return caller;
    const found = matchRoute(request.method, `/${(await params).path.join('/')}`);
    if (!found) return problem('not_found', 'There is no such operation. See /api/v1/openapi.json.');
    const { route, id } = found;
    if ('service' in caller) requireForServices(caller.service, route);
    if (route.kind === 'query') {
      // Changes are held by the corridor, which also takes the factor.
      if ('person' in caller && caller.person.moved) return problem('needs_factor', movedWords);
      const filter = Object.fromEntries(new URL(request.url).searchParams);
      return json(
        await route.run(
          'service' in caller ? caller.service.reader : caller.person.reader,
          id ? { ...filter, id } : filter,
        ),
      );
    }
    const body = await readJson(request, caller);
    return await run(caller, found.route, id ? { ...body, id } : body, request.headers);
  } catch (error) {
    if (error instanceof ZodError) return problem('invalid', 'A parameter is wrong.');
    const { code, message, fields, reference } = answerTo(
      error,
      `${request.method} ${new URL(request.url).pathname}`,
    );
    return problem(code, message, { fields, reference });
  }
}

/** By what the request carries. An Authorization header is judged alone: a browser's cookie must not lend it rights. */
async function whoAsks(request: Request): Promise<Caller | Response> {
  const authorization = request.headers.get('authorization');
  if (authorization === null) {
    const person = await viewerOfRequest(request);
    return person ? { person } : counted(async () => problem('unauthenticated', 'Sign in first.'));
  }
  const seen = { ...currentRequest(), method: request.method, path: new URL(request.url).pathname };
  const knock = await callerOf(authorization, seen, new Date());
  if (knock.kind === 'caller') return { service: knock.caller };
  if (knock.kind === 'tooMany') {
    const answer = problem('too_many', 'Too many requests in this minute. Wait, then try again.');
    answer.headers.set('retry-after', '60');
    return answer;
  }
  const { reference } = knock;
  const answer = problem('unauthenticated', 'This token opens nothing here.', { reference });
  answer.headers.set('www-authenticate', 'Bearer');
  return answer;
}

function requireForServices({ reader }: ServiceCaller, route: Route): void {
  const permission = permissionOf(route);
  if (!takesServices(route))
    throw new Refusal('forbidden', `A service account cannot do this (${permission}): ask a person.`);
  const [action = '', on = ''] = permission.split(' ');
  if (!reader.access.can(action, on as Parameters<typeof reader.access.can>[1]))
    throw new Refusal(
      'forbidden',
      `Its scopes do not hold ${permission}, or who stands behind it may not do it.`,
    );
}

async function run(caller: Caller, route: Route, input: object, headers: Headers): Promise<Response> {
  if (route.kind !== 'command') return problem('not_found', 'There is no such operation.');
  const nonce = headers.get('idempotency-key');
  if (nonce && nonce.length > 200)
    return problem('invalid', 'An Idempotency-Key has at most 200 characters.');
  const outcome =
    'service' in caller
      ? await execute(route.command, caller.service.actor, input, { origin: caller.service.origin, nonce })
      : await asPerson(caller.person, route.command, input, headers, nonce);
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
      if (!('ways' in outcome)) return problem('forbidden', outcome.message);
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
    case 'awaitsApproval':
      return json(
        { awaitsApproval: true, id: outcome.requestId, needed: outcome.needed, message: outcome.message },
        httpStatus.awaits_approval,
      );
    case 'refused':
      return problem(outcome.code, outcome.message, { reference: outcome.reference });
  }
}

function asPerson(viewer: Viewer, command: Command, input: object, headers: Headers, nonce: string | null) {
  const given = { assertion: headers.get('proof-assertion'), code: headers.get('proof-code') };
  const origin = { ...viewer.origin, channel: 'api' as const };
  const approval = headers.get('approval');
  if (approval && !/^[0-9a-f-]{36}$/i.test(approval)) throw notFound('This request');
  return executeWithFactor(command, viewer, input, given, { origin, nonce, approval });
}

// The session's cookie comes along with a cross-site form, too; JSON with our own Origin does not (proxy.ts checks it as well).
async function readJson(request: Request, caller: Caller): Promise<object> {
  if ('person' in caller && request.headers.get('origin') !== new URL(env().publicUrl).origin)
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

export { handle as GET, handle as POST };
