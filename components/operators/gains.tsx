import { Note } from '#components/ui/note.tsx';
import type { Preview } from '#lib/assignments/preview.ts';

interface GainsProps {
  /** Who would have it: a person, or a group. */
  name: string;
  role: string | undefined;
  preview: Preview | undefined;
  /** Of a group: how many people are in it, and how many of them were looked at one by one. */
  members?: { count: number; looked: number } | undefined;
  critical: boolean;
}

/** What changes by the choice, for each person who would have it, in words, as it is made. */
export function Gains({ name, role, preview, members, critical }: GainsProps) {
  if (!role || !preview)
    return (
      <div className="well" aria-live="polite">
        <p className="px-3 py-2 text-12 text-ink-3">Choose a role to see what it gives.</p>
      </div>
    );
  return (
    <div className="well" aria-live="polite">
      {members?.count === 0 ? (
        <p className="px-3 py-2 text-12">
          Nobody is in <b>{name}</b> yet. Whoever is put into it has the role from then on.
        </p>
      ) : null}
      {preview.changes.map(({ people, lines }) => (
        <Change key={people.join()} people={people} role={role} lines={lines} />
      ))}
      {members && members.count > members.looked ? (
        <p className="border-t border-line px-3 py-2 text-12 text-ink-3">
          {members.count - members.looked} more people are in the group and get the role as well.
        </p>
      ) : null}
      {preview.withheld.length > 0 ? (
        <p className="border-t border-line px-3 py-2 text-12 text-ink-3">
          Not here, only with the role in every environment: {preview.withheld.join(', ').toLowerCase()}.
        </p>
      ) : null}
      {preview.forbidden.length > 0 ? (
        <Note tone="bad" className="rounded-none" title="A rule of separated duties forbids it.">
          {preview.forbidden.join('. ')}.
        </Note>
      ) : null}
      {preview.warned.length > 0 ? (
        <Note tone="warn" className="rounded-none" title="A rule of separated duties warns.">
          {preview.warned.join('. ')}.
        </Note>
      ) : null}
      {critical ? (
        <Note tone="warn" className="rounded-none" title="Critical: all account owners are told.">
          It stays on their Overview until one of them has seen it.
        </Note>
      ) : null}
    </div>
  );
}

interface ChangeProps {
  people: string[];
  role: string;
  lines: Preview['changes'][number]['lines'];
}

function Change({ people, role, lines }: ChangeProps) {
  if (lines.length === 0)
    return (
      <p className="border-b border-line px-3 py-2 text-13">
        <b>{role}</b> gives {people.join(', ')} nothing new: they may all of it already.
      </p>
    );
  return (
    <>
      <p className="border-b border-line px-3 py-2 text-13">
        As <b>{role}</b>, {people.join(', ')} may, beyond what they may now:
      </p>
      <dl className="grid grid-cols-[128px_minmax(0,1fr)] gap-x-3 gap-y-1 px-3 py-2 text-12">
        {lines.map(({ subject, verbs, reach }) => (
          <Line key={`${subject}${verbs}${reach}`} term={subject} verbs={verbs} reach={reach} />
        ))}
      </dl>
    </>
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
