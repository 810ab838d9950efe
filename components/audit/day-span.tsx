import { Button } from '#components/ui/button.tsx';

interface DaySpanProps {
  action: string;
  from: string | undefined;
  to: string | undefined;
  keep: Record<string, string | undefined>;
}

/** A span of whole days in UTC: native inputs in a form of its own, so that it works before scripts. */
export function DaySpan({ action, from, to, keep }: DaySpanProps) {
  return (
    // A new span is a new form: an uncontrolled input would go on showing the old day.
    <form key={`${from}${to}`} action={action} method="get" aria-label="Days" className="grid gap-2">
      {Object.entries(keep).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <p className="name text-12 text-ink-2">Days, in UTC</p>
      <label className="grid gap-1 text-12 text-ink-3">
        From
        <input className="input" type="date" name="from" defaultValue={from} max={to} />
      </label>
      <label className="grid gap-1 text-12 text-ink-3">
        To
        <input className="input" type="date" name="to" defaultValue={to} min={from} />
      </label>
      <Button type="submit" size="sm">
        Show these days
      </Button>
    </form>
  );
}
