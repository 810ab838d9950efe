import { CircleCheck, FlaskConical, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type Tone = 'ok' | 'warn' | 'bad' | 'dim';

interface StateProps {
  tone: Tone;
  /** `ok` has a tick of its own. */
  icon?: ReactNode;
  children: ReactNode;
  /** A quieter word after it: "ends in 2 d". */
  aside?: ReactNode;
}

/** An icon and a word. Active stays grey with a green tick; only what asks for attention is coloured as a word. */
export function State({ tone, icon, children, aside }: StateProps) {
  return (
    <span className={cx('state', tone)}>
      {icon ?? (tone === 'ok' ? <CircleCheck /> : null)}
      <span className="word">{children}</span>
      {aside ? <span className="aside cut">{aside}</span> : null}
    </span>
  );
}

/** Tinted and ruled; stands only in heads of pages and panels. */
export function Badge({ tone, icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={cx('badge', tone)}>
      {icon}
      {children}
    </span>
  );
}

/** Plum is production and nothing else; every other environment is an outline. */
export function EnvTag({ environment, name }: { environment: string; name: string }) {
  const production = environment === 'production';
  return (
    <span className={cx('envtag', production && 'production')}>
      {production ? <Server /> : <FlaskConical />}
      {name}
    </span>
  );
}

/** A scope, a class, a word of a machine. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}
