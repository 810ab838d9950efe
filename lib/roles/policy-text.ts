/** A policy as JSON that people write: what is wrong is said with the line on which it stands. */
import type { z } from 'zod';
import { Policy } from '../access/policy.ts';

export interface LineFault {
  /** Counted from 1; null where it is about the whole. */
  line: number | null;
  message: string;
}

export type ReadPolicy = { policy: Policy; faults: null } | { policy: null; faults: LineFault[] };

const longest = 200_000;
const mostFaults = 20;

export function readPolicyText(text: string): ReadPolicy {
  if (text.length > longest) return wrong([{ line: null, message: 'This is longer than a policy can be.' }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return wrong([faultOfJson(text, error)]);
  }
  const parsed = Policy.safeParse(value);
  if (parsed.success) return { policy: parsed.data, faults: null };
  return wrong(parsed.error.issues.slice(0, mostFaults).map((issue) => faultOfIssue(text, issue)));
}

/** Two spaces, as the editor shows it and the history compares it. */
export function textOfPolicy(policy: unknown): string {
  const text = JSON.stringify(policy, null, 2);
  // Short lists stay on one line: a rule is then read at a glance.
  return text.replace(/\[\s+("[^"]*"(?:,\s+"[^"]*")*)\s+\]/g, (_, inner: string) => {
    const line = `[${inner.replace(/,\s+/g, ', ')}]`;
    return line.length <= 100 ? line : `[\n${wrapped(inner)}\n      ]`;
  });
}

function wrapped(inner: string): string {
  return inner
    .split(/,\s+/)
    .map((one) => `        ${one}`)
    .join(',\n');
}

const wrong = (faults: LineFault[]): ReadPolicy => ({ policy: null, faults });

function faultOfJson(text: string, error: unknown): LineFault {
  const message = error instanceof Error ? error.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  const line = position ? lineAt(text, Number(position)) : lineAt(text, text.trimEnd().length);
  return {
    line,
    message: `This is no JSON: ${message.replace(/ \(line.*$|in JSON at position.*$/s, '').trim()}.`,
  };
}

function faultOfIssue(text: string, { path, message }: z.core.$ZodIssue): LineFault {
  const [head, index] = path;
  const start = head === 'rules' && typeof index === 'number' ? offsetOfRule(text, index) : null;
  return { line: start === null ? null : lineAt(text, start), message };
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

/** Where the nth object of the list begins; the text is JSON already. */
function offsetOfRule(text: string, index: number): number | null {
  let depth = 0;
  let found = -1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '{' || char === '[') {
      depth += 1;
      if (char === '{' && depth === 3) found += 1;
      if (found === index) return at;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return null;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
