import type { ReactNode } from 'react';
import { Note } from '#components/ui/note.tsx';
import type { Preview } from '#lib/assignments/preview.ts';
import { inWords } from '#lib/command-words.ts';

interface GainsProps {
  /** What gives it: "As Viewer". */
  by: ReactNode;
  /** Undefined: nothing is chosen yet. */
  preview: Preview | undefined;
  /** Said where nothing is chosen. */
  unchosen?: string;
  /** Whose rights are not looked at here: a group without people, or more people than are looked at one by one. */
  beside?: ReactNode;
  /** The ways to more power that it would open, a sentence each. Null: still being looked for. */
  opened: readonly string[] | null;
  critical: boolean;
}

/** What changes by the choice, for each person who would have it, in words, as it is made. */
export function Gains({ by, preview, unchosen, beside, opened, critical }: GainsProps) {
  if (!preview)
    return (
      <div className="well" aria-live="polite">
        <p className="px-3 py-2 text-12 text-ink-3">{unchosen}</p>
      </div>
    );
  return (
    <div className="well" aria-live="polite">
      {preview.changes.map(({ people, lines }) =>
        lines.length === 0 ? (
          <p key={people.join()} className="border-b border-line px-3 py-2 text-13">
            {by} gives {people.join(', ')} nothing new: they may all of it already.
          </p>
        ) : (
          <Lines
            key={people.join()}
            title={
              <>
                {by}: {people.join(', ')} may, beyond what they may now:
              </>
            }
            lines={lines}
          />
        ),
      )}
      {beside ? <p className="border-t border-line px-3 py-2 text-12 text-ink-3">{beside}</p> : null}
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
      <Opened opened={opened} />
      {critical ? (
        <Note tone="warn" className="rounded-none" title="Critical: all account owners are told.">
          It stays on their Overview until one of them has seen it.
        </Note>
      ) : null}
    </div>
  );
}

/** Why it waits for somebody else though the role itself would not. */
function Opened({ opened }: Pick<GainsProps, 'opened'>) {
  if (opened === null)
    return (
      <p className="border-t border-line px-3 py-2 text-12 text-ink-3">
        Looking for ways to more power that it would open …
      </p>
    );
  if (opened.length === 0) return null;
  return (
    <Note
      tone="bad"
      className="rounded-none"
      title={
        opened.length === 1
          ? 'It opens a way to more power, so that it is critical:'
          : `It opens ${opened.length} ways to more power, so that it is critical:`
      }
    >
      <ul className="grid gap-1">
        {opened.map((path) => (
          <li key={path}>{inWords(path)}.</li>
        ))}
      </ul>
    </Note>
  );
}

interface LossesProps {
  /** "When it ends" */
  when: string;
  changes: Preview['changes'];
  /** People whose rights were not looked at one by one. */
  more?: number;
}

/** What each person would no longer be able to do, beside everything that they keep. */
export function Losses({ when, changes, more = 0 }: LossesProps) {
  if (changes.length === 0 && more === 0) return null;
  return (
    <div className="well">
      {changes.map(({ people, lines }) =>
        lines.length === 0 ? (
          <p key={people.join()} className="border-b border-line px-3 py-2 text-13 last:border-b-0">
            {when}, {people.join(', ')} {people.length === 1 ? 'loses' : 'lose'} nothing: all of it is theirs
            by other roles as well.
          </p>
        ) : (
          <Lines key={people.join()} title={`${when}, ${people.join(', ')} may no longer:`} lines={lines} />
        ),
      )}
      {more > 0 ? (
        <p className="border-t border-line px-3 py-2 text-12 text-ink-3">
          {more} more people were not looked at one by one.
        </p>
      ) : null}
    </div>
  );
}

function Lines({ title, lines }: { title: ReactNode; lines: Preview['changes'][number]['lines'] }) {
  return (
    <>
      <p className="border-b border-line px-3 py-2 text-13">{title}</p>
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
