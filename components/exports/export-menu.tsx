'use client';

import { Braces, ChevronDown, Download, Table2 } from 'lucide-react';
import { useRef } from 'react';
import { Menu } from '#components/ui/menu.tsx';
import { notify } from '#components/ui/notices.tsx';
import type { ExportFormat, ExportName } from '#lib/exports/schema.ts';
import { paths } from '#lib/paths.ts';

interface ExportMenuProps {
  list: ExportName;
  /** "keys", "operators": what the file holds. */
  noun: string;
  /** What the page is filtered by; the file holds exactly that. */
  filter?: Record<string, unknown>;
  text?: string;
}

/** Takes the list along as a file. A form, so that it is sent by POST and needs no script to be one. */
export function ExportMenu({ list, noun, filter = {}, text = 'Export' }: ExportMenuProps) {
  const form = useRef<HTMLFormElement>(null);
  const said = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  const take = (format: ExportFormat) => () => {
    const field = form.current?.elements.namedItem('format');
    if (!(field instanceof HTMLInputElement)) return;
    field.value = format;
    form.current?.submit();
    notify(`The ${noun} of this view are being written to a file.`, 'ok');
  };
  return (
    <>
      <form ref={form} action={paths.export(list)} method="post" className="hidden">
        <Filter said={said} />
        <input type="hidden" name="format" defaultValue="csv" />
      </form>
      <span className="needs-script">
        <Menu
          label={`Export ${noun}`}
          button={{ text, icon: <Download />, after: <ChevronDown /> }}
          items={[
            { label: `CSV, ${noun} of this view`, icon: <Table2 />, onSelect: take('csv') },
            { label: `JSON, ${noun} of this view`, icon: <Braces />, onSelect: take('json') },
          ]}
        />
      </span>
      <noscript>
        <form action={paths.export(list)} method="post" className="row">
          <Filter said={said} />
          <button type="submit" className="btn" name="format" value="csv">
            CSV
          </button>
          <button type="submit" className="btn" name="format" value="json">
            JSON
          </button>
        </form>
      </noscript>
    </>
  );
}

function Filter({ said }: { said: [string, unknown][] }) {
  return said.map(([name, value]) => <input key={name} type="hidden" name={name} value={String(value)} />);
}
