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

/** One row of docs/access-table.md. */
export interface Case {
  command: string;
  of: string;
  /** Null where an environment says nothing. */
  environment: 'production' | 'sandbox' | null;
  may: ReadonlySet<Role>;
}

export const cases: Case[] = readFileSync(join(import.meta.dirname, '../../docs/access-table.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, command, of, where, who] =
      /^\| ([a-z_. ]+?) \| (.+?) \| (production|sandbox|-) \| (.*?) ?\|$/.exec(line) ?? [];
    if (!command || !of || who === undefined) return [];
    const may = new Set(who.split(' ').filter(Boolean).map(roleOf));
    return [{ command, of, environment: where === '-' ? null : (where as 'production' | 'sandbox'), may }];
  });

function roleOf(word: string): Role {
  const role = short[word];
  if (!role) throw new Error(`docs/access-table.md names no role ${word}`);
  return role;
}
