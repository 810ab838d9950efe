import { type NewAuditEvent, recordEvent } from './audit/record.ts';
import { type Tx, transaction } from './db/client.ts';
import { type Fault, faultOf } from './db/faults.ts';
import { type Code, Refusal } from './errors.ts';
import { log } from './log.ts';
import { newReference } from './reference.ts';

export interface Refused {
  kind: 'refused';
  code: Code;
  message: string;
  fields: Record<string, string>;
  reference: string;
}

/** What was asked, by whom and of what: all that a refusal leaves in the trail. */
export interface Asked
  extends Pick<NewAuditEvent, 'action' | 'actor' | 'origin' | 'subjectType' | 'subjectId'> {
  /** What the subject is called. The trail may say it even where the asker may not see it. */
  labelOf?: ((tx: Tx, id: string) => Promise<string | null>) | undefined;
}

/** What the trail says of a refusal; the sentence of the answer speaks to the person who met it. */
const inTrail: Partial<Record<Code, string>> = {
  forbidden: 'not permitted by any of their roles',
  not_found: 'not there, or not within their reach',
};

const sentences: Record<Fault, [Code, string]> = {
  unavailable: ['unavailable', 'The database does not answer. Nothing was changed. Try again in a moment.'],
  busy: ['conflict', 'Somebody else is changing the same thing. Nothing was changed here. Try again.'],
  duplicate: ['conflict', 'Something of that name exists already. Choose another name.'],
  reference: ['conflict', 'Something else still depends on it. Nothing was changed.'],
  unaudited: ['fault', 'That could not be recorded, so it was not done.'],
  other: ['fault', 'That failed on our side. Nothing was changed.'],
};

/** Turns anything thrown into a refusal with a reference, leaves it in the trail (in a transaction of its own) and in the log. */
export async function refuse(error: unknown, asked: Asked): Promise<Refused> {
  const refused = answerTo(error, asked.action);
  const { code, message, reference } = refused;
  const rule = error instanceof Refusal ? error.rule : null;
  await remember({ ...asked, code: rule ?? code, summary: inTrail[code] ?? message, reference });
  return refused;
}

/** The same answer without a place in the trail: for reading, which changes nothing. Faults of the house are logged. */
export function answerTo(error: unknown, action: string): Refused {
  const reference = newReference();
  const known = error instanceof Refusal ? error : null;
  const [code, message] = known ? [known.code, known.message] : sentences[faultOf(error)];
  if (!known) log('command').error({ reference, action, err: faultText(error) }, 'failed on our side');
  return { kind: 'refused', code, message, fields: known?.fields ?? {}, reference };
}

async function remember({
  labelOf,
  ...asked
}: Asked & { code: string; summary: string; reference: string }): Promise<void> {
  try {
    await transaction(async (tx) => {
      const known = asked.subjectId ? await labelOf?.(tx, asked.subjectId) : null;
      const subjectLabel = known ?? asked.subjectId ?? asked.subjectType;
      const summary = `${subjectLabel}: ${asked.summary}`;
      return recordEvent(tx, { ...asked, summary, subjectLabel, outcome: 'refused', sensitivity: 'routine' });
    });
  } catch (error) {
    log('command').error(
      { reference: asked.reference, action: asked.action, code: asked.code, err: faultText(error) },
      'a refusal could not be recorded',
    );
  }
}

// The message alone: a query's parameters may hold what must not reach a log.
function faultText(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split('\n').at(-1)}` : String(error);
}
