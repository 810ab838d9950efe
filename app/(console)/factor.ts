import type { Factor } from '#components/forms/factor-note.tsx';
import type { Viewer } from '#lib/auth/current.ts';
import { env } from '#lib/env.ts';

/** How old the viewer's last second factor is, beside what a sensitive change asks. */
export function factorOf({ moved, now, proofAt }: Viewer): Factor {
  return {
    ageSeconds: moved ? null : Math.max(0, (now.getTime() - proofAt.getTime()) / 1000),
    limitMinutes: env().proofMinutes,
  };
}
