import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export function DialogBody({ split, children }: { split?: boolean; children: ReactNode }) {
  return <div className={cx('dialog-body', split && 'split')}>{children}</div>;
}

/** Actions at the right, the primary one last; `said` is the quiet sentence at the left (the second factor). */
export function DialogFoot({ said, children }: { said?: ReactNode; children: ReactNode }) {
  return (
    <div className="dialog-foot">
      {said ? <span className="said">{said}</span> : null}
      {children}
    </div>
  );
}
