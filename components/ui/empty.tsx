import { CircleX, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

interface EmptyProps {
  title: string;
  /** What this is and the first step. */
  children?: ReactNode;
  /** One button, and at most a quiet one. */
  actions?: ReactNode;
  /** `gate` draws the picture for a first time; otherwise an icon. */
  art?: 'gate' | ReactNode;
  tone?: 'ok' | 'bad';
}

export function Empty({ title, children, actions, art = 'gate', tone }: EmptyProps) {
  return (
    <div className={cx('empty', art !== 'gate' && 'small')}>
      {art === 'gate' ? <GateArt /> : <span className={cx('art', tone)}>{art}</span>}
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="btns">{actions}</div> : null}
    </div>
  );
}

interface FailedProps {
  title: string;
  /** What did not happen. */
  children?: ReactNode;
  reference?: string;
  /** Where to go to try again; `onRetry` needs a client component around it. */
  onRetry?: () => void;
  retryHref?: string;
}

/** Whose fault, what did not happen, reference, retry. */
export function Failed({ title, children, reference, onRetry, retryHref }: FailedProps) {
  return (
    <Empty
      title={title}
      tone="bad"
      art={<CircleX />}
      actions={
        <>
          {onRetry ? (
            <button type="button" className="btn sm" onClick={onRetry}>
              <RefreshCw /> Try again
            </button>
          ) : null}
          {retryHref ? (
            <a className="btn sm" href={retryHref}>
              <RefreshCw /> Try again
            </a>
          ) : null}
          {reference ? <CopyButton value={reference} label="Copy reference" variant="quiet" /> : null}
        </>
      }
    >
      {children ?? 'It was not you. Nothing has changed.'}
      {reference ? (
        <>
          {' Reference '}
          <span className="mono whitespace-nowrap">{reference}</span>
        </>
      ) : null}
    </Empty>
  );
}

function GateArt() {
  return (
    <svg
      className="art"
      width="72"
      height="56"
      viewBox="0 0 72 56"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M14 54V28a22 22 0 0 1 44 0v26" />
      <path d="M4 54h64" />
      <path d="M25 54V22M36 54V18M47 54V22M15 36h42" strokeDasharray="2 4" />
      <circle cx="36" cy="41" r="3.5" className="fill-surface" />
      <path d="M36 44.5V50" />
    </svg>
  );
}
