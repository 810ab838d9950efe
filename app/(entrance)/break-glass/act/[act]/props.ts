import type { By } from '#lib/break-glass/act.ts';

export interface ActProps {
  by: By;
  /** The address of this act. */
  here: string;
  /** What was chosen; empty while nothing is. */
  id: string;
  /** Which part of it: one session, the kind of list, an earlier version. */
  part: string;
  q: string;
}
