/** docs/access-table.md is whole: what the house answers by role has its rows, and no line of it is passed over. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roleRows } from '#lib/access/roles.ts';
import { exportNames } from '#lib/exports/schema.ts';
import { permissionOf, type Route, routes } from '#lib/rest.ts';
import { cases, casesOf, page, roles } from './table.ts';

const nameOfRoute = (route: Route) => (route.kind === 'command' ? route.command.name : route.name);
const asked = new Set(cases.map(({ command }) => command));
const rowsOf = (operation: string) => cases.filter((one) => one.command === operation);

describe('an operation without a row is missed', () => {
  it('of the management API, command or question', () => {
    expect(routes.map(nameOfRoute).filter((name) => !asked.has(name))).toEqual([]);
  });

  it('of the lists that can be taken along as files', () => {
    const files = [...exportNames, 'review'].map((name) => `export ${name}`);
    expect(files.filter((name) => !asked.has(name))).toEqual([]);
  });

  it('and a new door of the house is asked by role, or said here to ask for none', () => {
    const byRole = [
      'api/v1/[...path]',
      'api/v1/me',
      'exports/[list]',
      'exports/reviews/[id]',
      'scim/v2/[...path]',
    ];
    const withoutRole = [
      // Of whoever comes from or goes to their provider, or is nobody yet.
      '(entrance)/setup/begin',
      '(entrance)/setup/signing-certificate',
      '(entrance)/setup/test/start',
      'saml/[connection]/acs',
      'saml/[connection]/login',
      'saml/[connection]/metadata',
      'saml/[connection]/slo',
      'sign-out',
      // Public: they tell nothing of anybody.
      'api/v1/openapi.json',
      'api/v1/role-policy.schema.json',
      'readyz',
      // The stream of numbers, each within its reader's reach: tests/db/live.test.ts.
      'live',
      // What a connection shows to its provider anyway, to whoever may read it.
      '(console)/connections/[id]/signing-certificate',
    ];
    const found = globSync('**/route.ts', { cwd: join(import.meta.dirname, '../../app') });
    const doors = found.map((file) => file.replace('/route.ts', ''));
    expect(doors.sort()).toEqual([...byRole, ...withoutRole].sort());
  });

  it('of what has an environment, one’s own and another’s in both', () => {
    const subjects = ['ApiKey', 'Application', 'Decision'];
    const files = ['export keys', 'export applications'];
    const placed = routes.filter((route) => subjects.includes(permissionOf(route).split(' ')[1] ?? ''));
    const wanted = [
      ...placed.map(nameOfRoute),
      ...files,
      'listAuditEvents',
      'readAuditEvent',
      'export audit',
    ];
    const missing = wanted.flatMap((name) =>
      ['own', "other's"].flatMap((of) =>
        ['production', 'sandbox']
          .filter((place) => !rowsOf(name).some((one) => one.of === of && one.environment === place))
          .map((place) => `${name}, ${of}, in ${place}`),
      ),
    );
    expect(missing).toEqual([]);
  });
});

// Whoever reads names of roles reads them on their own page alone, which no operation of the API shows.
const onPagesAlone = ['developer read Role', 'viewer read Role'];

describe('a rule of the product without a row is missed', () => {
  it.each(roles)('%s: for each thing that the role may, a row in which it may', (role) => {
    const permitted = roleRows[role].flatMap(({ may, on }) => may.map((action) => `${action} ${on}`));
    const shown = (permission: string) => routes.filter((route) => permissionOf(route) === permission);
    const missing = [...new Set(permitted)]
      .filter((permission) => !onPagesAlone.includes(`${role} ${permission}`))
      .filter((permission) => {
        const names = shown(permission).map(nameOfRoute);
        return names.length > 0 && !names.some((name) => rowsOf(name).some((one) => one.may.has(role)));
      });
    expect(missing).toEqual([]);
  });
});

describe('a line of the table', () => {
  const head = page.slice(0, page.indexOf('\n| key.create | own | production |'));
  const row = '| key.create | own | production | owner officer | same | nobody | done |';

  it('goes with the number that the page names', () => {
    expect(/The table has (\d+) rows\./.exec(page)?.[1]).toBe(String(cases.length));
  });

  it('is read', () => {
    expect(casesOf(`${head}\n${row}\n`)).toHaveLength(1);
  });

  it.each([
    ['without its last bar', row.slice(0, -2)],
    ['with a space before it', ` ${row}`],
    ['with a cell less', row.replace(' same |', '')],
    ['with an empty cell', row.replace('nobody', '')],
    ['of an environment that is none', row.replace('production', 'staging')],
    ['of a role that is none', row.replace('officer', 'oficer')],
    ['that gives more where less is held', row.replace('same', 'owner officer viewer')],
    ['that stands there twice', `${row}\n${row}`],
  ])('%s is an error, not a row less', (_, line) => {
    expect(() => casesOf(`${head}\n${line}\n`)).toThrow('docs/access-table.md');
  });

  it('below a head that is damaged is an error', () => {
    expect(() => casesOf(`| operation | of |\n|---|---|\n${row}\n`)).toThrow('docs/access-table.md');
  });
});
