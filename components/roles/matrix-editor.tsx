'use client';

import { Check, ChevronsUpDown, FlaskConical, ListFilter, Minus, Server } from 'lucide-react';
import { Fragment } from 'react';
import { cx } from '#components/ui/cx.ts';
import { Panel } from '#components/ui/panel.tsx';
import type { Place, Reach } from '#lib/roles/cells.ts';
import type { EditorGroup, EditorRow } from './editor-types.ts';

interface MatrixEditorProps {
  groups: EditorGroup[];
  cells: Record<string, Reach>;
  onChoose(name: string, reach: Reach): void;
}

/** Every permission that a role can hold, and how far, by environment; what differs from what is saved is marked. */
export function MatrixEditor({ groups, cells, onChoose }: MatrixEditorProps) {
  return (
    <Panel label="Permissions by environment">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="scroll" aria-label="Permissions, table" tabIndex={0}>
        <table className="matrix table-fixed min-w-[680px]" aria-label="Permissions">
          <colgroup>
            <col className="w-[236px]" />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Permission</th>
              <th scope="col">
                <span className="row">
                  <FlaskConical /> Sandbox
                </span>
              </th>
              <th scope="col" className="text-env">
                <span className="row">
                  <Server /> Production
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ subject, rows }) => (
              <Fragment key={subject}>
                <tr className="group">
                  <th scope="rowgroup" colSpan={3}>
                    {subject} <span className="font-normal text-ink-3">{heldOf(rows, cells)}</span>
                  </th>
                </tr>
                {rows.map((row) => (
                  <MatrixRow key={row.key} row={row} cells={cells} onChoose={onChoose} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

interface MatrixRowProps extends Omit<MatrixEditorProps, 'groups'> {
  row: EditorRow;
}

function MatrixRow({ row, cells, onChoose }: MatrixRowProps) {
  const places: ('both' | Place)[] = row.isByEnvironment ? ['sandbox', 'production'] : ['both'];
  return (
    <tr>
      <th scope="row" className="text-left font-normal whitespace-normal">
        <span className="name">{row.label}</span>{' '}
        <span className="mono text-ink-3 [overflow-wrap:anywhere]">{row.action}</span>
      </th>
      {places.map((place) => {
        const name = `cell ${place} ${row.key}`;
        return (
          <Cell
            key={place}
            name={name}
            label={`${row.label}, ${row.action}, ${placeWords[place]}`}
            row={row}
            reach={cells[name] ?? 'no'}
            saved={row.saved[place === 'sandbox' ? 'sandbox' : 'production']}
            wide={place === 'both'}
            onChoose={(reach) => onChoose(name, reach)}
          />
        );
      })}
    </tr>
  );
}

const placeWords = { both: 'everywhere', sandbox: 'in the sandbox', production: 'in production' };

interface CellProps {
  name: string;
  label: string;
  row: EditorRow;
  reach: Reach;
  saved: Reach;
  /** Across both environments: it belongs to neither. */
  wide: boolean;
  onChoose(reach: Reach): void;
}

function Cell({ name, label, row, reach, saved, wide, onChoose }: CellProps) {
  const isChanged = reach !== saved;
  return (
    <td colSpan={wide ? 2 : 1} className={cx(isChanged && 'changed')}>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex min-w-0 items-center gap-2 [&_.lucide]:size-3.5">
          {markOf(reach)}
          <span className="select">
            <select
              className="input sm"
              name={name}
              aria-label={label}
              value={reach}
              onChange={(event) => onChoose(event.target.value as Reach)}
            >
              {row.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
            <ChevronsUpDown />
          </span>
        </span>
        {isChanged ? (
          <span className="text-12 text-ink-2">was: {wordOf(row, saved).toLowerCase()}</span>
        ) : null}
      </span>
    </td>
  );
}

function markOf(reach: Reach) {
  if (reach === 'no') return <Minus className="text-ink-3" />;
  return reach === 'always' ? <Check className="text-ok" /> : <ListFilter className="text-ink-3" />;
}

const wordOf = (row: EditorRow, reach: Reach) =>
  row.options.find(({ value }) => value === reach)?.label ?? reach;

function heldOf(rows: EditorRow[], cells: Record<string, Reach>): string {
  const held = rows.filter(
    ({ key }) => (cells[`cell production ${key}`] ?? cells[`cell both ${key}`] ?? 'no') !== 'no',
  );
  return `${held.length} of ${rows.length} in production`;
}
