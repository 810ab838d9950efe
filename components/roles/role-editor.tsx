'use client';

import { ArrowRight, Braces, Table2 } from 'lucide-react';
import { type ReactNode, useActionState, useState } from 'react';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { Note } from '#components/ui/note.tsx';
import { Stack } from '#components/ui/page.tsx';
import { Columns } from '#components/ui/panel.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import type { Place, Reach } from '#lib/roles/cells.ts';
import { ApplicationsPanel, CeilingPanel, NamePanel } from './editor-panels.tsx';
import type { Choice, DraftState, EditorGroup } from './editor-types.ts';
import { MatrixEditor } from './matrix-editor.tsx';
import { PolicyEditor } from './policy-editor.tsx';

export interface RoleEditorProps {
  action(previous: DraftState, form: FormData): Promise<DraftState>;
  /** Slug of the role; empty for a new one. */
  of: string;
  /** Slug of the role that a new one is a copy of. */
  from: string;
  as: 'matrix' | 'json';
  name: string;
  description: string;
  json: string;
  groups: EditorGroup[];
  applications: Choice[];
  areAllApplications: boolean;
  these: string[];
  roles: Choice[];
  ceiling: string[];
  schemaHref: string;
  backHref: string;
  /** Beside the matrix, below the limits. */
  side: ReactNode;
}

type CellName = `cell ${Place | 'both'} ${string}`;

/** Matrix or JSON of one role. It is sent to be looked at: nothing is changed here. */
export function RoleEditor(props: RoleEditorProps) {
  const { action, of, from, as, json, groups, backHref } = props;
  const [state, send] = useActionState<DraftState, FormData>(action, { kind: 'idle' });
  const typed = state.kind === 'wrong' ? state.typed : null;
  const [cells, setCells] = useState<Record<string, Reach>>(
    () => ({ ...cellsOf(groups), ...typed?.cells }) as Record<string, Reach>,
  );
  const changes = as === 'matrix' ? changed(groups, cells) : null;
  const fields = state.kind === 'wrong' ? state.fields : {};
  return (
    <ActionForm action={send} noValidate>
      {Object.entries({ of, from, as, former: json }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {/* The first button of a form is pressed by Enter. */}
      <button type="submit" name="then" value="review" className="sr-only" tabIndex={-1} aria-hidden="true" />
      {state.kind === 'wrong' ? <Wrong state={state} /> : null}
      <Columns layout="side">
        <Stack>
          {as === 'json' ? (
            <PolicyEditor
              text={typed?.json ?? json}
              said={state.kind === 'wrong' ? state.lines : []}
              schemaHref={props.schemaHref}
            />
          ) : (
            <MatrixEditor
              groups={groups}
              cells={cells}
              onChoose={(name, reach) => setCells({ ...cells, [name]: reach })}
            />
          )}
          {as === 'matrix' && props.applications.length > 0 ? (
            <ApplicationsPanel
              choices={props.applications}
              areAll={props.areAllApplications}
              chosen={typed?.these ?? props.these}
            />
          ) : null}
        </Stack>
        <Stack>
          <NamePanel
            name={typed?.name ?? props.name}
            description={typed?.description ?? props.description}
            errors={fields}
          />
          <CeilingPanel
            choices={props.roles}
            chosen={typed?.ceiling ?? props.ceiling}
            error={fields.ceiling}
          />
          {props.side}
        </Stack>
      </Columns>
      <div className="sticky bottom-0 z-10 mt-4 flex flex-wrap items-center gap-2 border-t border-line bg-surface py-3">
        <span className="name">{changes === null ? 'As JSON' : countWords(changes)}</span>
        <span className="grow" />
        <SubmitButton
          name="then"
          value={as === 'json' ? 'matrix' : 'json'}
          variant="quiet"
          icon={as === 'json' ? <Table2 /> : <Braces />}
          pendingLabel="Reading"
        >
          {as === 'json' ? 'Edit as a matrix' : 'Edit as JSON'}
        </SubmitButton>
        <LinkButton href={backHref}>Discard</LinkButton>
        <SubmitButton
          name="then"
          value="review"
          variant="primary"
          icon={<ArrowRight />}
          pendingLabel="Comparing"
        >
          Review the change
        </SubmitButton>
      </div>
    </ActionForm>
  );
}

function Wrong({ state }: { state: Extract<DraftState, { kind: 'wrong' }> }) {
  const said = [
    ...state.lines.map(({ line, message }) => (line === null ? message : `Line ${line}: ${message}`)),
    ...Object.values(state.fields),
  ];
  return (
    <Note tone="bad" role="alert" title="Nothing was changed." className="mb-4">
      <ul>
        {[...new Set(said)].map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Note>
  );
}

function cellsOf(groups: EditorGroup[]): Record<CellName, Reach> {
  const cells: Record<CellName, Reach> = {};
  for (const { key, isByEnvironment, now } of groups.flatMap(({ rows }) => rows)) {
    if (!isByEnvironment) cells[`cell both ${key}`] = now.production;
    else for (const place of ['sandbox', 'production'] as const) cells[`cell ${place} ${key}`] = now[place];
  }
  return cells;
}

function changed(groups: EditorGroup[], cells: Record<string, Reach>): Record<Place, number> {
  const count = (place: Place) =>
    groups
      .flatMap(({ rows }) => rows)
      .filter(({ key, isByEnvironment, saved }) => {
        const now = cells[isByEnvironment ? `cell ${place} ${key}` : `cell both ${key}`];
        return now !== saved[place];
      }).length;
  return { sandbox: count('sandbox'), production: count('production') };
}

function countWords({ sandbox, production }: Record<Place, number>): string {
  if (sandbox + production === 0) return 'No permission differs from what is saved';
  const said = (count: number, place: string) =>
    count === 0 ? [] : [`${count === 1 ? '1 change' : `${count} changes`} in ${place}`];
  return [...said(production, 'production'), ...said(sandbox, 'sandbox')].join(', ');
}
