import { Note } from '#components/ui/note.tsx';

export interface GainsOfPlace {
  lines: { subject: string; verbs: string; reach: string }[];
  /** What it gives only where it counts in every environment. */
  withheld: string[];
}

interface GainsProps {
  name: string;
  role: string | undefined;
  gains: GainsOfPlace | undefined;
  critical: boolean;
}

/** What the operator gains by the choice, in words, as it is made. */
export function Gains({ name, role, gains, critical }: GainsProps) {
  return (
    <div className="well" aria-live="polite">
      {role && gains ? (
        <>
          <p className="border-b border-line px-3 py-2 text-13">
            As <b>{role}</b>, {name} may:
          </p>
          <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-y-1 px-3 py-2 text-12">
            {gains.lines.map(({ subject, verbs, reach }) => (
              <Line key={`${subject}${reach}`} term={subject} verbs={verbs} reach={reach} />
            ))}
          </dl>
          {gains.withheld.length > 0 ? (
            <p className="border-t border-line px-3 py-2 text-12 text-ink-3">
              Not here, only with the role in every environment: {gains.withheld.join(', ').toLowerCase()}.
            </p>
          ) : null}
          {critical ? (
            <Note tone="warn" className="rounded-none" title="Critical: all account owners are told.">
              It stays on their Overview until one of them has seen it.
            </Note>
          ) : null}
        </>
      ) : (
        <p className="px-3 py-2 text-12 text-ink-3">Choose a role to see what it gives.</p>
      )}
    </div>
  );
}

function Line({ term, verbs, reach }: { term: string; verbs: string; reach: string }) {
  return (
    <>
      <dt className="text-ink-3">{term}</dt>
      <dd>
        {verbs}
        <span className="text-ink-3"> · {reach}</span>
      </dd>
    </>
  );
}
