'use client';

import { CircleX } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Panel } from '#components/ui/panel.tsx';
import type { LineSaid } from './editor-types.ts';

interface PolicyEditorProps {
  text: string;
  /** What the server found wrong, by line. */
  said: LineSaid[];
  schemaHref: string;
}

/** The policy as text, with the numbers of its lines beside it. A plain field before scripts have loaded. */
export function PolicyEditor({ text: given, said, schemaHref }: PolicyEditorProps) {
  const id = useId();
  const [text, setText] = useState(given);
  const gutter = useRef<HTMLDivElement>(null);
  const count = text.split('\n').length;
  const wrong = new Set(said.map(({ line }) => line));
  return (
    <Panel
      title="Policy as JSON"
      footer={
        <span>
          Checked against the{' '}
          <a className="link underline" href={schemaHref}>
            published schema
          </a>
          ; unknown fields and permissions are refused.
        </span>
      }
    >
      <div className="grid grid-cols-[auto_minmax(0,1fr)] overflow-hidden">
        <div
          ref={gutter}
          aria-hidden="true"
          className="mono max-h-[560px] overflow-hidden border-r border-line bg-sunken py-3 pr-2 pl-3 text-right leading-5 text-ink-3 select-none"
        >
          {Array.from({ length: count }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <div key={line} className={wrong.has(line + 1) ? 'font-medium text-bad' : undefined}>
              {line + 1}
            </div>
          ))}
        </div>
        <textarea
          name="json"
          aria-label="Policy as JSON"
          aria-invalid={said.length > 0 || undefined}
          aria-describedby={said.length > 0 ? id : undefined}
          className="mono max-h-[560px] min-h-[320px] w-full resize-none overflow-auto bg-transparent px-3 py-3 leading-5 whitespace-pre outline-offset-[-2px]"
          rows={Math.min(28, Math.max(16, count))}
          wrap="off"
          spellCheck={false}
          autoCapitalize="none"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
        />
      </div>
      {said.length > 0 ? (
        <ul id={id} className="grid gap-1 border-t border-line p-4 text-13 text-bad">
          {said.map(({ line, message }) => (
            <li key={`${line} ${message}`} className="row items-start">
              <CircleX className="mt-0.5 shrink-0" />
              <span className="[overflow-wrap:anywhere]">
                {line === null ? message : `Line ${line}: ${message}`}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}
