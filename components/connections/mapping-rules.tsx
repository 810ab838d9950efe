'use client';

import { ChevronsUpDown, CircleX, Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/cx.ts';
import { Panel } from '#components/ui/panel.tsx';
import type { MappingChoices } from './mapping-form.tsx';

export interface RuleDraft {
  value: string;
  role: string;
  environmentId: string;
}

interface MappingRulesProps {
  rules: RuleDraft[];
  choices: MappingChoices;
  /** Roles that are ticked; of the others none can be chosen anew. */
  ceiling: string[];
  errors: Record<string, string>;
}

interface Row extends RuleDraft {
  key: number;
}

/** Group, role, environment. A row without a group is not sent; two empty ones wait, also before scripts have loaded. */
export function MappingRules({ rules, choices, ceiling, errors }: MappingRulesProps) {
  const [rows, setRows] = useState<Row[]>(() =>
    [...rules, blank(), blank()].map((rule, key) => ({ ...rule, key })),
  );
  const change = (key: number, to: Partial<RuleDraft>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...to } : row)));
  const add = () => setRows([...rows, { ...blank(), key: Math.max(0, ...rows.map((row) => row.key)) + 1 }]);
  return (
    <Panel
      className="mt-4"
      title="Groups and their roles"
      footer={
        <Button size="sm" type="button" icon={<Plus />} onClick={add}>
          Add a row
        </Button>
      }
    >
      <div className="grid gap-3 p-4">
        {errors.rules ? <RowError text={errors.rules} /> : null}
        <ul className="grid gap-3" aria-label="Groups and their roles">
          {rows.map((row, i) => (
            <RuleRow
              key={row.key}
              row={row}
              number={i + 1}
              choices={choices}
              ceiling={ceiling}
              error={errorOf(errors, i)}
              onChange={(to) => change(row.key, to)}
              onRemove={() => setRows(rows.filter((other) => other !== row))}
            />
          ))}
        </ul>
        <p className="hint">
          A group is compared to the letter, capitals included. Several rows of one group bring several roles.
          A row whose role is not ticked above cannot be saved.
        </p>
      </div>
    </Panel>
  );
}

const blank = (): RuleDraft => ({ value: '', role: '', environmentId: '' });

function errorOf(errors: Record<string, string>, row: number): string | undefined {
  const name = Object.keys(errors).find((field) => field.startsWith(`rules.${row}.`));
  return name && errors[name];
}

interface RuleRowProps {
  row: Row;
  number: number;
  choices: MappingChoices;
  ceiling: string[];
  error: string | undefined;
  onChange(to: Partial<RuleDraft>): void;
  onRemove(): void;
}

function RuleRow({ row, number, choices, ceiling, error, onChange, onRemove }: RuleRowProps) {
  const id = useId();
  const said = error ? { 'aria-invalid': true as const, 'aria-describedby': id } : {};
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-2 border-b border-line pb-3 narrow:grid-cols-[1fr_200px_180px_auto] narrow:border-0 narrow:pb-0">
      <input
        className="input code-input col-span-2 narrow:col-span-1"
        name="group"
        aria-label={`Group of row ${number}`}
        placeholder="Group, as the provider sends it"
        maxLength={256}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={row.value}
        onChange={(event) => onChange({ value: event.target.value })}
        {...said}
      />
      <Select
        label={`Role of row ${number}`}
        className="col-span-2 narrow:col-span-1"
        name="role"
        value={row.role}
        onChange={(role) => onChange({ role })}
        options={[
          { value: '', label: 'Choose a role' },
          ...choices.roles.map(({ slug, name }) => ({
            value: slug,
            label: ceiling.includes(slug) ? name : `${name}, not ticked`,
          })),
        ]}
      />
      <Select
        label={`Where, of row ${number}`}
        name="place"
        value={row.environmentId}
        onChange={(environmentId) => onChange({ environmentId })}
        options={[
          { value: '', label: 'Every environment' },
          ...choices.environments.map(({ id: value, name }) => ({ value, label: name })),
        ]}
      />
      <IconButton label={`Remove row ${number}`} size="sm" type="button" onClick={onRemove}>
        <Trash2 />
      </IconButton>
      {error ? (
        <div className="col-span-2 narrow:col-span-4" id={id}>
          <RowError text={error} />
        </div>
      ) : null}
    </li>
  );
}

interface SelectProps {
  label: string;
  className?: string;
  name: string;
  value: string;
  options: { value: string; label: string }[];
  onChange(value: string): void;
}

function Select({ label, className, name, value, options, onChange }: SelectProps) {
  return (
    <span className={cx('select', className)}>
      <select
        className="input"
        name={name}
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown />
    </span>
  );
}

function RowError({ text }: { text: string }) {
  return (
    <p className="err">
      <CircleX />
      {text}
    </p>
  );
}
