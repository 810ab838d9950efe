/** The frame of a PATCH (RFC 7644 3.5.2), as the RFC has it and as Entra ID and Okta send it. */
import { wrong } from './problem.ts';
import { type Op, recordOf } from './user-body.ts';

export interface Step {
  op: Op;
  path: string;
  value: unknown;
}

const most = 200;

/** Operations in order, each with a path: an object without one stands for an operation per attribute. */
export function stepsOf(body: Record<string, unknown>): Step[] {
  const given = Object.entries(body).find(([key]) => key.toLowerCase() === 'operations')?.[1];
  if (!Array.isArray(given) || given.length === 0)
    throw wrong('invalidSyntax', 'A PATCH holds Operations, at least one.');
  if (given.length > most) throw wrong('tooMany', `At most ${most} operations in one PATCH.`);
  const steps = given.flatMap((one) => stepOf(recordOf(one, 'An operation')));
  if (steps.length > most) throw wrong('tooMany', `At most ${most} attributes in one PATCH.`);
  return steps;
}

function stepOf({ op: said, path, value }: Record<string, unknown>): Step[] {
  // Entra ID writes Add, Replace and Remove.
  const op = typeof said === 'string' ? said.toLowerCase() : '';
  if (op !== 'add' && op !== 'replace' && op !== 'remove')
    throw wrong('invalidSyntax', 'An operation is add, replace or remove.');
  if (typeof path === 'string' && path !== '') return [{ op, path, value }];
  if (path !== undefined && path !== null && path !== '') throw wrong('invalidPath', 'A path is a text.');
  // 3.5.2.2: without a path nothing says what goes.
  if (op === 'remove') throw wrong('noTarget', 'A remove says in its path what goes.');
  return Object.entries(recordOf(value, 'value')).map(([key, of]) => ({ op, path: key, value: of }));
}
