import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '#lib/access/roles.ts';

const short: Record<string, Role> = {
  owner: 'account-owner',
  admin: 'administrator',
  officer: 'security-officer',
  manager: 'access-manager',
  developer: 'developer',
  auditor: 'auditor',
  viewer: 'viewer',
};
export const roles = Object.values(short);
export const wordOf = (role: Role) => Object.entries(short).find(([, slug]) => slug === role)?.[0] ?? role;

/** Where a role is held: in every environment, or in one alone. */
export const places = ['everywhere', 'production', 'sandbox'] as const;
export type HeldIn = (typeof places)[number];

/** One row of docs/access-table.md. */
export interface Case {
  /** Or a question, by its name in the management API; a file, `export keys`; an operation of SCIM, `scim GET /Users`. */
  command: string;
  of: string;
  /** Null where an environment says nothing. */
  environment: 'production' | 'sandbox' | null;
  /** With the role in every environment. */
  may: ReadonlySet<Role>;
  /** With the role there alone. */
  mayIn: Record<'production' | 'sandbox', ReadonlySet<Role>>;
  /** What becomes of it where they may. */
  then: string;
}

export const nameOf = ({ command, of, environment }: Case) =>
  `${command}, ${of}${environment ? `, in ${environment}` : ''}`;

const head = '| operation | of | in | who may | in production alone | in sandbox alone | then |';

/** Every line with a bar is the head or a row: one that cannot be read is an error, never a row less. */
export function casesOf(text: string): Case[] {
  const lines = text.split('\n').filter((line) => line.includes('|'));
  if (lines[0] !== head || !/^\|(---\|){7}$/.test(lines[1] ?? ''))
    throw new Error(`docs/access-table.md begins its one table with ${head}`);
  const cases = lines.slice(2).map(caseOf);
  const twice = cases.map(nameOf).filter((name, i, all) => all.indexOf(name) !== i);
  if (twice.length > 0) throw new Error(`docs/access-table.md has two rows for ${twice.join('; ')}`);
  return cases;
}

function caseOf(line: string): Case {
  const cells = /^\| ([^|]+) \|$/.exec(line.replaceAll(' | ', ' \0 '))?.[1]?.split(' \0 ') ?? [];
  const [command, of, where, who, production, sandbox, then] = cells;
  if (cells.length !== 7 || !command || !of || !who || !production || !sandbox || !then)
    throw new Error(`docs/access-table.md: seven cells, none of them empty: ${line}`);
  if (where !== 'production' && where !== 'sandbox' && where !== '-')
    throw new Error(`docs/access-table.md: no environment ${where}: ${line}`);
  const may = rolesIn(who, line);
  const narrower = (cell: string) => (cell === 'same' ? may : rolesIn(cell, line));
  const mayIn = { production: narrower(production), sandbox: narrower(sandbox) };
  for (const role of [...mayIn.production, ...mayIn.sandbox])
    if (!may.has(role)) throw new Error(`docs/access-table.md: more held in less: ${line}`);
  const environment = where === '-' ? null : where;
  return { command, of, environment, may, mayIn, then };
}

function rolesIn(cell: string, line: string): ReadonlySet<Role> {
  if (cell === 'nobody') return new Set();
  if (cell === 'everybody') return new Set(roles);
  return new Set(cell.split(' ').map((word) => roleOf(word, line)));
}

function roleOf(word: string, line: string): Role {
  const role = short[word];
  if (!role) throw new Error(`docs/access-table.md names no role ${word}: ${line}`);
  return role;
}

export const page = readFileSync(join(import.meta.dirname, '../../docs/access-table.md'), 'utf8');
export const cases = casesOf(page);
