import type { Sensitivity } from '../audit/record.ts';
import { Stale } from './outcomes.ts';
import { digestOf } from './rules.ts';

/**
 * What others agree to, or agreed to. Asked before the second factor is: nobody proves what is refused for having
 * changed.
 */
export function digestFor(
  { approved }: { approved?: { digest: string } | null },
  sensitivity: Sensitivity,
  change: { command: string; input: unknown; subject: unknown },
): string | null {
  if (!approved && sensitivity !== 'critical') return null;
  const digest = digestOf(change);
  if (approved && approved.digest !== digest) throw new Stale();
  return digest;
}
