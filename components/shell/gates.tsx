import { CircleCheck, TriangleAlert } from 'lucide-react';
import { formatCount, formatSpan } from '#components/ui/format.ts';

export interface GatesInStep {
  total: number;
  inStep: number;
  epoch: number;
  ageSeconds: number;
}

/** Whether every gate decides by the newest epoch: the one thing about the data plane that belongs on every page. */
export function Gates({ total, inStep, epoch, ageSeconds }: GatesInStep) {
  const well = total > 0 && inStep === total;
  return (
    <div className="gates">
      <span>
        {well ? <CircleCheck className="s text-ok" /> : <TriangleAlert className="s text-warn" />}
        {total === 0
          ? 'No gate is running'
          : `${inStep} of ${total} ${total === 1 ? 'gate' : 'gates'} in step`}
      </span>
      <span>
        epoch {formatCount(epoch)} · {formatSpan(ageSeconds)} ago
      </span>
    </div>
  );
}
