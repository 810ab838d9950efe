import { describe, expect, it } from 'vitest';
import { systemDefinitions } from '#lib/access/definitions.ts';
import type { HeldGrant } from '#lib/access/held.ts';
import { Policy, rowsOf } from '#lib/access/policy.ts';
import type { Role } from '#lib/access/roles.ts';
import type { Row } from '#lib/access/rows.ts';
import {
  conflictsOf,
  type DutyPair,
  isEverybodys,
  keyOf,
  rolesThatHoldBoth,
  sentenceOf,
} from '#lib/duties/rules.ts';

const rule = (of: Partial<DutyPair> = {}): DutyPair => ({
  id: 'one',
  name: 'Two hands',
  first: { action: 'key.create', on: 'ApiKey' },
  second: { action: 'audit.export', on: 'AuditEvent' },
  environmentId: null,
  mode: 'forbid',
  ...of,
});

let made = 0;
function held(role: Role, environmentId: string | null = null, rows?: readonly Row[]): HeldGrant {
  const definition = systemDefinitions.get(role);
  if (!definition) throw new Error(role);
  made += 1;
  return {
    role,
    rows: rows ?? definition.rows,
    ceiling: definition.ceiling,
    name: definition.name,
    version: null,
    environmentId,
    operatorId: 'ada',
    ownApplications: [],
    teamApplications: [],
    assignmentId: `assignment ${made}`,
    group: null,
  };
}

describe('a pair of permissions that one person must not hold', () => {
  it('is found where two roles bring it, with the assignment of each half', () => {
    const [officer, auditor] = [held('security-officer'), held('auditor')];
    expect(conflictsOf([officer, auditor], [rule()])).toMatchObject([
      {
        environments: ['production', 'sandbox'],
        first: [{ assignmentId: officer.assignmentId }],
        second: [{ assignmentId: auditor.assignmentId }],
      },
    ]);
    expect(conflictsOf([officer], [rule()])).toEqual([]);
    expect(conflictsOf([auditor], [rule()])).toEqual([]);
  });

  it('must meet in one environment: halves in different ones break nothing', () => {
    const officer = held('security-officer', 'production');
    expect(conflictsOf([officer, held('auditor', 'sandbox')], [rule()])).toEqual([]);
    expect(conflictsOf([officer, held('auditor', 'production')], [rule()])).toMatchObject([
      { environments: ['production'] },
    ]);
  });

  it('of one environment says nothing about the other', () => {
    const both = [held('security-officer'), held('auditor')];
    expect(conflictsOf(both, [rule({ environmentId: 'sandbox' })])).toMatchObject([
      { environments: ['sandbox'] },
    ]);
    const production = [held('security-officer', 'production'), held('auditor', 'production')];
    expect(conflictsOf(production, [rule({ environmentId: 'sandbox' })])).toEqual([]);
  });

  it('counts a right on own applications also for somebody who owns none yet', () => {
    expect(conflictsOf([held('developer'), held('auditor')], [rule()])).toMatchObject([
      { environments: ['sandbox'] },
    ]);
  });

  it('does not count an administrative right that is held for one environment, since it gives nothing there', () => {
    const pair = rule({ second: { action: 'connection.add', on: 'Connection' } });
    const administrator = held('administrator', 'production');
    expect(conflictsOf([held('security-officer'), administrator], [pair])).toEqual([]);
    expect(conflictsOf([held('security-officer'), held('administrator')], [pair])).toHaveLength(1);
  });

  it('leaves account owners out, and counts what an owner holds besides', () => {
    expect(conflictsOf([held('account-owner')], [rule()])).toEqual([]);
    expect(conflictsOf([held('account-owner'), held('auditor')], [rule()])).toEqual([]);
    expect(
      conflictsOf([held('account-owner'), held('auditor'), held('security-officer')], [rule()]),
    ).toHaveLength(1);
  });

  it('is found in a role of one’s own making that holds both halves', () => {
    const rows = rowsOf(
      Policy.parse({
        rules: [
          { may: ['key.create'], on: 'ApiKey', where: { environment: 'sandbox' } },
          { may: ['audit.export'], on: 'AuditEvent' },
        ],
      }),
    );
    expect(conflictsOf([held('viewer', null, rows)], [rule()])).toMatchObject([
      { environments: ['sandbox'] },
    ]);
  });

  it('names the roles that hold the pair alone, and never the account owner', () => {
    const pair = rule({ second: { action: 'key.edit_allow_list', on: 'ApiKey' } });
    expect(rolesThatHoldBoth(systemDefinitions.values(), pair)).toEqual(['Security officer', 'Developer']);
  });

  it('is another conflict once another assignment brings it', () => {
    const [officer, auditor] = [held('security-officer'), held('auditor')];
    const [first] = conflictsOf([officer, auditor], [rule()]);
    const [more] = conflictsOf([officer, auditor, held('auditor')], [rule()]);
    expect(first && more && keyOf(first) !== keyOf(more)).toBe(true);
  });

  it('is told with the group that brings a half', () => {
    const auditor = { ...held('auditor'), group: { id: 'g', name: 'Night shift' } };
    const [conflict] = conflictsOf([held('security-officer'), auditor], [rule()]);
    expect(conflict && sentenceOf('Ada', conflict)).toBe(
      'Ada holds key.create and audit.export in every environment by security officer and auditor (through the group Night shift), which the rule “Two hands” keeps apart',
    );
  });

  it('is never about what everybody holds', () => {
    expect(isEverybodys({ action: 'session.end_own', on: 'Session' })).toBe(true);
    expect(isEverybodys({ action: 'key.create', on: 'ApiKey' })).toBe(false);
  });
});
