import { type FailureName, failures } from './failures.ts';
import { type DemoPerson, demoDomain, personByEmail } from './people.ts';

export interface TypedName {
  person: DemoPerson;
  failure: FailureName | null;
}

const usualSubject = 'security';

/**
 * Who is meant by what was typed: `security@`, a failure about the usual subject (`expired@`), or a failure about
 * a named person (`expired+owner@`). The domain may be left out. Null when nobody is meant.
 */
export function readName(typed: string): TypedName | null {
  const [local = '', domain = demoDomain, ...rest] = typed.trim().toLowerCase().split('@');
  if (domain !== demoDomain || rest.length > 0) return null;
  const known = personByEmail(`${local}@${demoDomain}`);
  if (known) return { person: known, failure: null };
  const [failure = '', subject = usualSubject, ...more] = local.split('+');
  const person = personByEmail(`${subject}@${demoDomain}`);
  if (!person || more.length > 0 || !isFailure(failure)) return null;
  return { person, failure };
}

function isFailure(name: string): name is FailureName {
  return Object.hasOwn(failures, name);
}
