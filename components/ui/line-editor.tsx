'use client';

import { Check, CircleX, TriangleAlert } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { cx } from './cx.ts';
import { lineAfterKey, type Place, pasteInto } from './line-editing.ts';

export interface Verdict {
  tone: 'ok' | 'warn' | 'bad';
  /** What the line was understood as: "16 addresses". */
  word: string;
  /** What is wrong or worth knowing; opens below its own line. */
  say?: string;
}

interface LineEditorProps {
  name: string;
  /** Accessible name: "Allow-list, one entry a line". */
  label: string;
  defaultValue?: string;
  /** Judges one line, with its neighbours at hand for overlaps. Null for an empty line. */
  parse: (line: string, index: number, lines: string[]) => Verdict | null;
  onChange?: (value: string) => void;
  minLines?: number;
  /** Id of the words below, for `aria-describedby`. */
  describedBy?: string;
}

const marks = { ok: <Check />, warn: <TriangleAlert />, bad: <CircleX /> };

/** Many lines, each parsed as typed. A plain textarea until scripts have loaded, and the same value for the form. */
export function LineEditor({
  name,
  label,
  defaultValue = '',
  parse,
  onChange,
  minLines = 3,
  describedBy,
}: LineEditorProps) {
  const id = useId();
  const [lines, setLines] = useState(() => defaultValue.replace(/\r/g, '').split('\n'));
  const [scripted, setScripted] = useState(false);
  const [place, setPlace] = useState<Place | null>(null);
  const list = useRef<HTMLOListElement>(null);

  useEffect(() => setScripted(true), []);
  // Two lists of one name in a page that React restores (a failed save) keep what was typed; a changed default does not.
  useEffect(() => setLines(defaultValue.replace(/\r/g, '').split('\n')), [defaultValue]);
  useEffect(() => {
    const input = place && list.current?.querySelectorAll('input')[place.line];
    if (!input) return;
    input.focus();
    input.setSelectionRange(place.column, place.column);
  }, [place]);

  const change = (next: string[], at?: Place) => {
    setLines(next);
    onChange?.(next.join('\n'));
    if (at) setPlace(at);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>, line: number) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (selectionStart !== selectionEnd || selectionStart === null) return;
    const after = lineAfterKey(lines, { line, column: selectionStart }, event.key);
    if (!after) return;
    event.preventDefault();
    change(after.lines, after.place);
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>, line: number) => {
    const text = event.clipboardData.getData('text');
    if (!/[\r\n]/.test(text)) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    const after = pasteInto(lines, line, selectionStart ?? 0, selectionEnd ?? 0, text);
    change(after.lines, after.place);
  };

  if (!scripted) {
    return (
      <div className="lines">
        <textarea
          name={name}
          aria-label={label}
          defaultValue={defaultValue}
          rows={Math.max(minLines, lines.length)}
          aria-describedby={describedBy}
        />
      </div>
    );
  }
  return (
    <fieldset className="lines min-w-0" aria-label={label} aria-describedby={describedBy}>
      <input type="hidden" name={name} value={lines.join('\n')} />
      <ol ref={list}>
        {lines.map((line, index) => {
          const verdict = line.trim() ? parse(line, index, lines) : null;
          const said = verdict ? `${id}-${index}` : undefined;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number; its text changes at every key
            <li key={index} className={verdict?.tone}>
              <div className="line">
                <span className="number" aria-hidden="true">
                  {index + 1}
                </span>
                <input
                  value={line}
                  aria-label={`Line ${index + 1}`}
                  aria-invalid={verdict?.tone === 'bad' || undefined}
                  aria-describedby={said}
                  autoCapitalize="off"
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => change(lines.with(index, event.target.value))}
                  onKeyDown={(event) => onKeyDown(event, index)}
                  onPaste={(event) => onPaste(event, index)}
                />
                {verdict ? (
                  <span className="verdict" id={verdict.say ? undefined : said}>
                    {marks[verdict.tone]}
                    {verdict.word}
                  </span>
                ) : null}
              </div>
              {verdict?.say ? (
                <p className="say" id={said}>
                  {verdict.say}
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
      <Filler
        rows={minLines - lines.length}
        onPress={() => setPlace({ line: lines.length - 1, column: lines.at(-1)?.length ?? 0 })}
      />
    </fieldset>
  );
}

/** The rest of the well: a click below the last line goes to its end, as in any editor. */
function Filler({ rows, onPress }: { rows: number; onPress: () => void }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a pointer's convenience; the keyboard has the lines themselves
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div className={cx(rows === 1 ? 'h-7' : rows === 2 ? 'h-14' : 'h-21')} onClick={onPress} />
  );
}
