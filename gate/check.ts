import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '#lib/check/decide.ts';
import type { Key } from '#lib/check/snapshot.ts';
import { badRequest, refused, send, unavailable, wrongMethod } from './answers.ts';
import type { Judge } from './judge.ts';
import { type Question, readQuestion } from './question.ts';
import type { RequestReader } from './request.ts';
import type { Tally } from './tally.ts';

const bodyLimit = 16_384;

/** POST /v1/check: an API that stands behind no proxy asks about its own caller. */
export function checkRoute(reader: RequestReader, judge: Judge, tally: Tally) {
  const bad = (response: ServerResponse, code: string, status: 400 | 413 = 400) => {
    tally.badRequests++;
    badRequest(response, code, status);
  };
  const answer = (request: IncomingMessage, response: ServerResponse, body: string) => {
    const asker = judge(reader.askerCall(request));
    if (asker === null) return unavailable(response);
    if (!asker.allow) return refused(response, 401, asker.reference);
    const question = readQuestion(body);
    if (typeof question === 'string') return bad(response, question);
    const judged = judge(callOf(question, asker.key));
    if (judged === null) return unavailable(response);
    // A denial tells allow and reference alone: the asker may learn nothing of keys that are not its own.
    if (!judged.allow) return send(response, 200, { allow: false, reference: judged.reference });
    const { id, applicationId, environmentId, scopes } = judged.key;
    return send(response, 200, { allow: true, keyId: id, applicationId, environment: environmentId, scopes });
  };
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') return wrongMethod(response, 'POST');
    // Judged when the body is there: an asker revoked while it sent slowly is refused.
    readBody(request, (body) =>
      body === null ? bad(response, 'too_large', 413) : answer(request, response, body),
    );
  };
}

function callOf({ environment, ...question }: Question, asker: Key): Call {
  // Only within its environment: one that names another is refused, not obeyed.
  const environments = environment === null ? [asker.environmentId] : [asker.environmentId, environment];
  return { ...question, scope: null, kinds: ['secret', 'publishable'], environments };
}

/** Gives the whole body, or null as soon as it is longer than the limit; nothing when the caller went away. */
function readBody(request: IncomingMessage, done: (body: string | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    if (size > bodyLimit) return;
    size += chunk.length;
    chunks.push(chunk);
    if (size > bodyLimit) done(null);
  });
  request.on('end', () => {
    if (size <= bodyLimit) done(Buffer.concat(chunks).toString('utf8'));
  });
  request.on('error', () => {}); // the caller went away; there is nobody to answer
}
