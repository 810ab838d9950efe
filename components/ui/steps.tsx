import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';

export interface Step {
  name: string;
  /** `warned`: it goes on, and says what will not. */
  outcome: 'passed' | 'stopped' | 'skipped' | 'warned';
  /** What was found: "active, expires in 41 d". For a skipped step it may stay away. */
  detail?: ReactNode;
  /** Opens below the detail of the step that stopped. */
  evidence?: ReactNode;
  /** At the right end: how long it took. */
  figure?: string;
}

const marks = {
  passed: <CircleCheck className="text-ok" aria-label="passed" role="img" />,
  stopped: <CircleX className="text-bad" aria-label="stopped here" role="img" />,
  warned: <CircleAlert className="text-warn" aria-label="needs attention" role="img" />,
  skipped: <CircleDashed aria-hidden="true" />,
};

/** A decision, step by step: passed, stopped here with its evidence, not reached. */
export function Steps({ label, steps }: { label: string; steps: Step[] }) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map(({ name, outcome, detail, evidence, figure }) => (
        <li key={name} className={outcome}>
          <span className="ic">{marks[outcome]}</span>
          <span className="name">{name}</span>
          {outcome === 'stopped' ? (
            <div className="min-w-0">
              <span className="name text-bad">{detail}</span>
              {evidence ? <div className="mt-2">{evidence}</div> : null}
            </div>
          ) : (
            <span className={outcome === 'passed' ? 'cut text-ink-2' : undefined}>
              {detail ?? 'not reached'}
            </span>
          )}
          {figure ? <span className="figure">{figure}</span> : null}
        </li>
      ))}
    </ol>
  );
}
