'use client';

import { Download, Eye } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './choice.tsx';
import { CopyButton } from './copy-button.tsx';
import { DialogBody, DialogFoot } from './dialog.tsx';
import { saveFile } from './save-file.ts';
import { Badge } from './state.tsx';

interface SecretOnceProps {
  /** What it is: "Secret key". */
  label: string;
  secret: string;
  /** Below the secret: why it cannot be read again. */
  hint: ReactNode;
  /** Ready lines to use it, a tab each. They name the variable, never the secret. */
  examples: { label: string; code: string }[];
  file: { name: string; content: string };
  /** At the right of the download: until when, from where. */
  aside?: ReactNode;
  /** The sentence that is ticked before the dialog can be left. */
  storedLabel: string;
  onDone: () => void;
}

/** The secret that leaves once: copy, download, an example, and a box that must be ticked. Stands in a sticky dialog. */
export function SecretOnce({
  label,
  secret,
  hint,
  examples,
  file,
  aside,
  storedLabel,
  onDone,
}: SecretOnceProps) {
  const [stored, setStored] = useState(false);
  return (
    <>
      <DialogBody>
        <div>
          <div className="row mb-1.5">
            <span className="name text-13">{label}</span>
            <Badge tone="warn" icon={<Eye />}>
              Shown this once
            </Badge>
          </div>
          <div className="code flex items-center gap-3 py-2 pr-2">
            <code className="min-w-0 grow text-13 break-all whitespace-normal text-ink">{secret}</code>
            <CopyButton value={secret} variant="primary" />
          </div>
          <p className="mt-1.5 text-12 text-ink-3">{hint}</p>
        </div>
        <Examples examples={examples} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Button icon={<Download />} onClick={() => saveFile(file)}>
            Download {file.name}
          </Button>
          {aside ? <span className="text-12 text-ink-3">{aside}</span> : null}
        </div>
      </DialogBody>
      <DialogFoot
        said={
          <Checkbox
            label={storedLabel}
            className="text-ink"
            checked={stored}
            onChange={(event) => setStored(event.target.checked)}
          />
        }
      >
        <Button variant="primary" disabled={!stored} onClick={onDone}>
          Done
        </Button>
      </DialogFoot>
    </>
  );
}

function Examples({ examples }: { examples: { label: string; code: string }[] }) {
  const id = useId();
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    const next = (chosen + move + examples.length) % examples.length;
    setChosen(next);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  const code = examples[chosen]?.code ?? '';
  return (
    <div>
      <div className="tabs mb-2" role="tablist" aria-label="Example" ref={list} onKeyDown={step}>
        {examples.map(({ label }, index) => (
          <button
            key={label}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${chosen}`} className="relative">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and must by keyboard, too */}
        <pre className="code pr-11" tabIndex={0}>
          {code}
        </pre>
        <span className="absolute top-1.5 right-1.5 rounded-2 bg-sunken">
          <CopyButton icon size="sm" label="Copy the lines" value={code} />
        </span>
      </div>
    </div>
  );
}
