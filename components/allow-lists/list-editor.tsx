'use client';

import { Boxes, CircleX, CornerDownRight, Plus, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Segmented } from '#components/ui/choice.tsx';
import { LineEditor } from '#components/ui/line-editor.tsx';
import { Note } from '#components/ui/note.tsx';
import { isHeldBy, type ListEntry, type ListMode, parseEntry } from '#lib/allow-lists/schema.ts';
import { countFaults, entriesOf, verdictOf } from './line-verdict.ts';

const modes = [
  { value: 'off', label: 'Off' },
  { value: 'observe', label: 'Observe' },
  { value: 'enforce', label: 'Enforce' },
];

export interface ListDraft {
  mode: ListMode;
  entries: ListEntry[];
  /** Lines that cannot be read. */
  faults: number;
}

interface ListEditorProps {
  production: boolean;
  /** As it stands today; a new list is enforced and empty. */
  before: { mode: ListMode; entries: ListEntry[]; agreed: string[] } | null;
  /** Where the operator sits now, to be added by a button. */
  ownAddress: string;
  /** Server's words for `mode` and `entries`, by field. */
  errors: Record<string, string>;
  /** What else holds: the application's list. */
  also?: ReactNode;
  onChange?: (draft: ListDraft) => void;
}

/** Mode and entries of an allow-list: many lines, each judged as typed. */
export function ListEditor({ production, before, ownAddress, errors, also, onChange }: ListEditorProps) {
  const id = useId();
  const [mode, setMode] = useState<ListMode>(before?.mode ?? 'enforce');
  const [seed, setSeed] = useState(() => before?.entries.map((entry) => entry.value).join('\n') ?? '');
  const [text, setText] = useState(seed);
  const lines = text.split('\n');
  const entries = entriesOf(lines);
  const faults = countFaults(lines);

  const tell = (nextMode: ListMode, nextText: string) => {
    const next = nextText.split('\n');
    setMode(nextMode);
    setText(nextText);
    onChange?.({ mode: nextMode, entries: entriesOf(next), faults: countFaults(next) });
  };
  const add = (line: string) => {
    const next = text.trim() ? `${text.replace(/\n+$/, '')}\n${line}` : line;
    setSeed(next);
    tell(mode, next);
  };
  const said = Object.entries(errors).find(([name]) => /^(entries|mode)(\.|$)/.test(name))?.[1];

  return (
    <div className="grid content-start gap-3">
      <div>
        <div className="mb-1.5 flex flex-wrap items-end justify-between gap-2">
          <span className="text-13">
            <span className="name">Allow-list</span>
            <span className="text-12 text-ink-3"> one entry a line</span>
          </span>
          <Segmented
            label="Mode of the allow-list"
            name="mode"
            options={modes}
            value={mode}
            onChange={(value) => tell(value as ListMode, text)}
          />
        </div>
        <LineEditor
          name="entries"
          label="Allow-list, one entry a line"
          defaultValue={seed}
          minLines={5}
          parse={(line, index, all) =>
            verdictOf(line, index, all, { production, agreed: before?.agreed ?? [] })
          }
          onChange={(value) => tell(mode, value)}
          describedBy={`${id}-foot`}
        />
        <Foot id={`${id}-foot`} faults={faults} error={said} mode={mode} isEmpty={entries.length === 0} />
      </div>
      <OwnNetwork address={ownAddress} entries={entries} onAdd={add} />
      {also ? (
        <p className="flex gap-2 text-12 text-ink-3">
          <Boxes className="s" />
          <span>{also}</span>
        </p>
      ) : null}
    </div>
  );
}

interface FootProps {
  id: string;
  faults: number;
  error?: string;
  mode: ListMode;
  isEmpty: boolean;
}

function Foot({ id, faults, error, mode, isEmpty }: FootProps) {
  const fault =
    faults > 0 ? `${faults} ${faults === 1 ? 'line' : 'lines'} to correct before this can be saved` : error;
  if (fault) {
    return (
      <p className="err" id={id}>
        <CircleX />
        {fault}
      </p>
    );
  }
  if (mode === 'enforce' && isEmpty) {
    return (
      <p className="err text-warn" id={id}>
        <TriangleAlert />
        Enforced and empty refuses every call. An entry is an address, a network or a domain: 203.0.113.0/28,
        *.example.com.
      </p>
    );
  }
  return (
    <p className="hint" id={id}>
      {hints[mode]}
    </p>
  );
}

const hints: Record<ListMode, string> = {
  enforce: 'Calls from anywhere else are refused.',
  observe: 'Every call passes; what enforcing would refuse stands in the gate’s log.',
  off: 'Calls pass from anywhere.',
};

function OwnNetwork({
  address,
  entries,
  onAdd,
}: {
  address: string;
  entries: ListEntry[];
  onAdd: (line: string) => void;
}) {
  const own = parseEntry(address);
  if (own.error !== undefined) return null;
  const [plain = address] = own.value.split('/');
  const network = /^\d+\.\d+\.\d+\./.exec(plain)?.[0];
  const isHeld = isHeldBy({ kind: own.kind, value: own.value }, entries);
  return (
    <Note
      icon={<CornerDownRight />}
      title={isHeld ? 'Your own address is on the list.' : 'Your own address is not on the list.'}
    >
      You are at <span className="mono">{plain}</span>.
      {isHeld ? null : (
        <span className="needs-script mt-2 flex flex-wrap gap-2">
          <Button size="sm" icon={<Plus />} onClick={() => onAdd(plain)}>
            Add {plain}
          </Button>
          {network ? (
            <Button size="sm" icon={<Plus />} onClick={() => onAdd(`${network}0/24`)}>
              Add the /24
            </Button>
          ) : null}
        </span>
      )}
    </Note>
  );
}
