import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

const icons = { plain: <Info />, ok: <CircleCheck />, warn: <TriangleAlert />, bad: <CircleX /> };

interface NoteProps {
  tone?: keyof typeof icons;
  icon?: ReactNode;
  /** The sentence that counts; what follows explains it. */
  title?: ReactNode;
  children?: ReactNode;
  end?: ReactNode;
  /** `status` or `alert` for a note that appears after the page did. */
  role?: 'status' | 'alert';
  className?: string;
}

export function Note({ tone = 'plain', icon, title, children, end, role, className }: NoteProps) {
  return (
    <div className={cx('note', tone !== 'plain' && tone, className)} role={role}>
      {icon ?? icons[tone]}
      <div className="min-w-0 grow [overflow-wrap:anywhere]">
        {title ? <b>{title}</b> : null}
        {title && children ? <br /> : null}
        {children}
      </div>
      {end ? <div className="shrink-0 self-center text-12">{end}</div> : null}
    </div>
  );
}
